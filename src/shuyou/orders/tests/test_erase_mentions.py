"""What others' rows, older versions and forgotten columns say of a reader goes too; what is nobody's stays."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from time import sleep
from uuid import uuid4

import pytest
from django.apps import apps
from django.core.files.storage import FileSystemStorage, default_storage
from django.db import connection, models, transaction
from django.test import Client

from shuyou.kernel.events import Event
from shuyou.kernel.models import EventRecord, RowChange
from shuyou.kernel.permissions import Role
from shuyou.kernel.registry import Fate, registry
from shuyou.kernel.tests.factories import staff_with
from shuyou.loyalty.models import AdjustmentRequest
from shuyou.members import services as members
from shuyou.members.models import (
    BulkChange,
    Consent,
    Household,
    HouseholdPerson,
    Inquiry,
    Institution,
    InstitutionContact,
    Intake,
    IntakePerson,
    ListExport,
    Member,
    Note,
    Person,
    PrivacyRequest,
    Relation,
    SavedView,
)
from shuyou.members.services import MemberChanges
from shuyou.members.tests.factories import AddressFactory, CardFactory, MemberFactory, PhoneFactory
from shuyou.orders import services as orders
from shuyou.orders.services import Destination, Wanted
from shuyou.orders.tests.factories import AT, CLERK, a_draft, a_title
from shuyou.orders.tests.test_erase_reader import AGENT, MANAGER, OTHER_MANAGER, asked, leftovers
from shuyou.payments import services as payments
from shuyou.payments.models import Bill, BillDifference, Receipt, Refund, Remittance, RemittanceFile

pytestmark = pytest.mark.django_db(transaction=True)

NAME, PHONE, OLD_PHONE, OLD_EMAIL = "欧阳霁月", "15912340987", "15912340999", "jiyue@home.example"
ALL = (NAME, "南宫霁月", PHONE, OLD_PHONE, OLD_EMAIL, "66669999888")


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(default_storage, "_wrapped", FileSystemStorage(location=tmp_path))


@pytest.fixture
def reader() -> Member:
    member = MemberFactory.create(person__name=NAME, person__pinyin="ouyangjiyue", person__initials="oyjy")
    PhoneFactory.create(person=member.person, digits=PHONE)
    return member


@pytest.fixture
def daughter(reader: Member) -> Member:
    child = MemberFactory.create(person__name="苏小满", person__pinyin="suxiaoman")
    Relation.objects.create(person=reader.person, other=child.person, role="parent", recorded_at=AT)
    home = Household.objects.create(name=f"{NAME}一家", created_at=AT)
    for person in (reader.person, child.person):
        HouseholdPerson.objects.create(person=person, household=home)
    return child


def erase(member: Member) -> None:
    members.erase_person(uid=asked(member), typed=member.number, actor=OTHER_MANAGER, at=AT)


def left(folder: Path) -> list[str]:
    return leftovers(folder, "", ALL)


@pytest.mark.feature("F020")
def test_what_the_family_s_rows_say_of_her_goes(reader: Member, daughter: Member, tmp_path: Path) -> None:
    AddressFactory.create(person=daughter.person, recipient=NAME, phone=PHONE)
    CardFactory.create(member=daughter, proof=f"家长{NAME}", note=f"{NAME}来电冻结")
    Consent.objects.create(
        person=daughter.person, purpose="marketing", channel="any", is_granted=True, text_version="1",
        given_via="phone", evidence=f"监护人{NAME} {PHONE}同意", at=AT, recorded_by="staff:1",
    )  # fmt: skip
    members.record_access(person_id=daughter.pk, part="page", reason=f"{NAME}来电", actor=AGENT, at=AT)
    PrivacyRequest.objects.create(
        person=daughter.person, kind="correct", asked_via="phone", note=f"{NAME}来电", recorded_by="staff:1",
        asked_at=AT, due_on=AT.date(),
    )  # fmt: skip
    Inquiry.objects.create(person=daughter.person, kind="question", channel="phone", text=f"{NAME}代问", at=AT)
    AdjustmentRequest.objects.create(
        member=daughter, points=5, reason=f"{NAME}转给", uid=uuid4(), asked_by="staff:1", asked_at=AT
    )  # fmt: skip
    draft = a_draft(daughter.pk, Wanted(a_title(5).pk, 1))
    home = Destination(NAME, PHONE, f"浙江省杭州市听雪斋路 9 号（{NAME}收）", "311499")
    orders.place_order(replace(draft, destination=home, note=f"请打{NAME}电话"), actor=CLERK, at=AT)
    Institution.objects.create(
        number="J1", name="晓风小学", kind="school", phone=PHONE, note=f"联系人手机{PHONE}", created_at=AT
    )

    erase(reader)

    assert left(tmp_path) == []
    assert Household.objects.get().name == "•••一家"
    assert Consent.objects.get(person=daughter.person).evidence == "监护人••• •••同意"


@pytest.mark.feature("F020")
def test_what_stood_there_before_goes_too(reader: Member, daughter: Member, tmp_path: Path) -> None:
    clue = members.add_contact(member_id=reader.pk, value=OLD_EMAIL, actor=AGENT, at=AT)
    members.edit_member(
        member_id=reader.pk, changes=MemberChanges(name="南宫霁月", phone=OLD_PHONE), actor=AGENT, at=AT
    )
    members.edit_member(member_id=reader.pk, changes=MemberChanges(name=NAME, phone=PHONE), actor=AGENT, at=AT)
    members.remove_contact(member_id=reader.pk, kind="email", contact_id=clue, actor=AGENT, at=AT)
    written = f"妈妈{NAME}（原名南宫霁月），旧号{OLD_PHONE}，{OLD_EMAIL}"
    note, gone = Note.objects.create(person=daughter.person, text=written, at=AT), Note(person=daughter.person, at=AT)
    gone.text = written
    gone.save()
    Note.objects.filter(pk=note.pk).update(text="爱看绘本")
    gone.delete()

    erase(reader)

    assert left(tmp_path) == []


@pytest.mark.feature("F020")
def test_columns_beside_the_obvious_ones_are_emptied(reader: Member, tmp_path: Path) -> None:
    CardFactory.create(member=reader, number="66669999888", note=f"{NAME}遗失后寻回")
    intake = Intake.objects.create(
        file="", file_name=f"{NAME}.vcf", digest="0" * 64, status="done", started_by="staff:1", started_at=AT
    )
    IntakePerson.objects.create(intake=intake, person=reader.person, was_made=True)
    members.note_cards_export(wanted=f"q={NAME}", actor=MANAGER, at=AT)

    erase(reader)

    assert left(tmp_path) == []


@pytest.mark.feature("F020")
def test_who_is_known_through_her_alone_goes_with_her(reader: Member, daughter: Member, tmp_path: Path) -> None:
    father = MemberFactory.create(person__name="苏远山", person__pinyin="suyuanshan")

    def child(name: str, *parents: Member) -> Person:
        person = Person.objects.create(name=name, birth_date=date(2019, 3, 9))
        for parent in parents:
            Relation.objects.create(person=parent.person, other=person, role="parent", recorded_at=AT)
        return person

    alone, shared, housed = child("欧阳小虎", reader), child("苏小龙", reader, father), child("苏小凤", reader)
    HouseholdPerson.objects.create(person=housed, household=daughter.person.household_place.household)
    teacher = child("苏先生", reader)
    school = Institution.objects.create(number="J1", name="晓风小学", kind="school", created_at=AT)
    InstitutionContact.objects.create(institution=school, person=teacher)

    erase(reader)

    assert leftovers(tmp_path, "", ("欧阳小虎",)) == []
    alone.refresh_from_db()
    assert (alone.erased_at, alone.birth_date) == (AT, None)
    kept = Person.objects.filter(pk__in=[shared.pk, housed.pk, teacher.pk, daughter.pk], erased_at=None)
    assert kept.count() == 4


def test_who_becomes_a_guardian_meanwhile_does_not_go_with_her(reader: Member, daughter: Member) -> None:
    aunt = Person.objects.create(name="欧阳小姨")
    Relation.objects.create(person=reader.person, other=aunt, role="parent", recorded_at=AT)

    def erase_there() -> None:
        try:
            erase(reader)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            Person.objects.select_for_update(no_key=True).get(pk=aunt.pk)
            Relation.objects.create(person=aunt, other=daughter.person, role="guardian", recorded_at=AT)
            ending = pool.submit(erase_there)
            wait_for_a_lock()
        ending.result(60)

    aunt.refresh_from_db()
    reader.person.refresh_from_db()
    assert (aunt.name, aunt.erased_at, reader.person.erased_at) == ("欧阳小姨", None, AT)


def wait_for_a_lock() -> None:
    """Return once somebody waits for a row that is held here."""
    for _ in range(400):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT EXISTS (SELECT FROM pg_locks"
                " WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid)))"
            )
            if cursor.fetchone()[0]:
                return
        sleep(0.05)
    raise AssertionError("Nobody waits.")


def test_what_clerks_wrote_about_her_money_goes_and_the_sums_stay(
    reader: Member, daughter: Member, tmp_path: Path
) -> None:
    file = RemittanceFile.objects.create(file="", file_name=f"{NAME}.csv", handed_in_by="staff:1", handed_in_at=AT)
    slip = {"amount": 9, "paid_on": AT.date(), "arrived_at": AT, "reason": f"退回{NAME}", "message": f"{NAME} {PHONE}"}
    for number, member in enumerate((reader, daughter)):
        Remittance.objects.create(slip=str(number), member=member, payer_name=NAME, file=file, **slip)
        receipt = Receipt.objects.create(
            member=member, tender="cash", reference=f"T{number}", source="order:1", amount=9, received_at=AT
        )
        Refund.objects.create(
            number=f"RF{number}", receipt=receipt, member=member, source="order:1", tender="cash", amount=9,
            asked_at=AT, reason=f"{NAME}退货", reference=f"8007 交{NAME}本人", asked_by="staff:1",
        )  # fmt: skip
    bill = Bill.objects.create(provider="wechat", day=AT.date(), lines=0, theirs=0, ours=0, compared_at=AT)
    BillDifference.objects.create(bill=bill, kind="ours", number="1", decision=f"已退{NAME}")
    payments.note_export(what="refunds", wanted=f"q={NAME}", actor=MANAGER, at=AT)
    orders.note_promotions_export(what="uses", wanted=f"q={NAME}", actor=MANAGER, at=AT)

    erase(reader)

    assert left(tmp_path) == []
    assert list(Refund.objects.values_list("reference", "amount")) == [("8007 交•••本人", Decimal(9))] * 2


def test_words_that_only_look_like_the_name_stay(reader: Member) -> None:
    reader.person.name, reader.person.pinyin = "安", "an"
    reader.person.save()
    query = "name=an&tags=want&sort=joined&city=tianjin"
    view = SavedView.objects.create(name="Swan readers", owner=staff_with(Role.MANAGER), query=query, created_at=AT)
    members.note_export(wanted=query, actor=MANAGER, at=AT)

    erase(reader)

    view.refresh_from_db()
    assert (view.name, view.query) == ("Swan readers", "name=•••&tags=want&sort=joined&city=tianjin")
    told = EventRecord.objects.get(name="members.members_exported").payload
    assert told["wanted"] == "name=•••&tags=want&sort=joined&city=tianjin"


def test_a_name_sealed_in_an_address_goes_and_others_stay_sealed(reader: Member, client: Client) -> None:
    keeper = staff_with(Role.ADMINISTRATOR)
    client.force_login(keeper)
    narrowed = [client.post("/console/members/narrow/", {"name": name}) for name in (NAME, "苏小满", "•••")]
    hers, others, nobodys = (answer.headers["Location"].partition("?")[2] for answer in narrowed)
    view = SavedView.objects.create(name="A view", owner=keeper, query=hers, created_at=AT)
    for query in (f"city=杭州&{hers}&sort=name", others):
        ListExport.objects.create(query=query, rows=1, status="ready", asked_by=keeper, asked_at=AT)
        BulkChange.objects.create(kind="add_tag", query=query, done_by="staff:1", done_at=AT)
    SavedView.objects.filter(pk=view.pk).update(query=f"{hers}&sort=name")
    paths = ("/console/members/exports/", "/console/members/changes/", "/console/members/")
    assert [NAME in client.get(path).content.decode() for path in paths[:2]] == [True, True]

    erase(reader)

    said = "".join(client.get(path).content.decode() for path in paths)
    assert (NAME in said, "苏小满" in said) == (False, True)
    kept = [f"city=杭州&{nobodys}&sort=name", others]
    assert list(ListExport.objects.order_by("pk").values_list("query", flat=True)) == kept
    assert list(BulkChange.objects.order_by("pk").values_list("query", flat=True)) == kept
    history = RowChange.objects.filter(table_name="members_savedview").values_list("before__query", "after__query")
    assert len(history) == 1
    assert hers not in str([*history, *SavedView.objects.values_list("query")])


# --- what is kept of anybody stands in one list or the other

NOBODYS = {
    # settings, and what is the club's own
    "members_tier", "members_cardkind", "members_cardpartner", "members_consenttext", "members_retentionrule",
    "members_attribute", "members_retiredfield", "members_fielduse", "members_tag", "members_savedmapping",
    "members_exportlimit",
    "members_mergingrule", "members_matchrun", "members_institution.pinyin", "members_institution.initials",
    "members_institution.name", "members_institution.number", "members_institution.credit_code",
    "members_institution.province", "members_institution.city", "members_institution.district",
    "members_institution.street", "members_institution.postcode",
    "loyalty_earningrule", "loyalty_adjustmentlimit", "orders_orderline.title", "orders_orderline.price_reason",
    "*.carrier", "*.lifted_by", "orders_trackingevent", "orders_orderwish.pickup_place",
    # the kernel's own: staff, events that are listed by name below, the history that is scrubbed by table
    "kernel_user", "kernel_erasure", "kernel_import_run", "kernel_subscription", "kernel_rowchange",
    "kernel_event.name", "kernel_cursor", "kernel_parked_event.subscriber",
    # who of the staff did something, by which way, under which number of ours
    "*.actor_kind", "*.actor_id", "*.via", "*.recorded_by", "*.done_by", "*.decided_by", "*.merged_by", "*.undone_by",
    "*.started_by", "*.added_by", "*.filed_by", "*.created_by", "*.asked_by", "*.adjusted_by", "*.approved_by",
    "*.placed_by", "*.given_via", "*.asked_via", "*.joined_via", "*.text_version", "*.digest",
    "*.media_type", "*.part", "*.stays", "*.failure", "*.table_name", "*.row_key", "*.number", "*.source",
    "*.columns", "*.code",
    # a merge names rows, and the rows it moved go
    "members_merge.outcome", "members_bulkchange.value",
    # promotions and fees as the club calls them and words them, in lines of orders as well; who wrote, who published
    "orders_promotion", "orders_promotionversion", "orders_deliveryrule", "orders_orderline.price_steps", "*.made_by",
    # codes and numbers of providers, of the tax service, of the post office, and ours; words for what was found out
    "payments_notice", "payments_sandboxtrade", "payments_charge.code_url", "payments_charge.trade",
    "payments_charge.trouble", "payments_invoice.serial", "payments_remittance.slip", "payments_remittanceuse.evidence",
    # how files of remittances and of orders are read, and under which key of ours they lie
    "payments_remittancemapping", "payments_remittancefile.file", "payments_remittancefile.reading", "*.handed_in_by",
    "orders_ordermapping", "orders_orderfile.file", "orders_orderfile.reading",
    # an invoice is a paper that the law has kept as it was issued: titles of books in its lines, its buyer in it
    "payments_invoiceline.name", "payments_invoice.xml", "payments_invoice.buyer_title", "payments_invoice.tax_number",
    "payments_invoice.seller_title", "payments_invoice.seller_number", "orders_soldbundle.title",
    # stations, baskets, tills, editions, partners as the club calls them; numbers of terminals and papers; who did it
    "kernel_list_view.list_name", "members_namedfile.what", "orders_station.name", "orders_pricebasket",
    "orders_rivalprice", "orders_partneroffer",
    # catalogues and prices of printing as the club calls them; of which paper and how a reader's book is made
    "orders_catalogueedition", "orders_printprice", "orders_printjob.paper", "orders_printjob.binding",
    "orders_printjob.colour", "orders_printjob.steps", "orders_manuscript.kind", "*.taken_by",
    "orders_release.title", "orders_release.first_tier", "orders_specialorder.order_number", "orders_till.name",
    "orders_quickitem", "orders_tillsession.pieces", "orders_tillsession.sums", "orders_sale.slip",
    "orders_salepayment.reference", "orders_salenote.was", "orders_salenote.should", "orders_heldsale.lines",
    # earning rules as the club writes them; what points were earned with: places, items, money, occasions
    "loyalty_pointsrule", "loyalty_pointsruleversion", "loyalty_pointstally", "loyalty_pointslot.trace",
    "loyalty_pendingpoints.trace", "loyalty_pointsentry.contra",
    # what may be done and had for points, friends, partner brands and reminders, as the club words and numbers them
    "loyalty_activity", "loyalty_reward", "loyalty_reminderstep", "loyalty_coalitionpartner",
    "loyalty_activityrecord.reference", "loyalty_partnerposting.key", "*.set_by", "orders_refusedsale.slip",
    "*.sent_by",
    # tiers and campaigns of coupons as the club writes them
    "loyalty_tiertable", "loyalty_tierterms", "orders_couponbatch", "*.written_by", "*.published_by", "*.granted_by",
    "*.begun_by",
    "loyalty_valuenotice", "loyalty_valuerequest.ground", "loyalty_valuebonus",
    "loyalty_valuedeed.tender", "loyalty_valuedeed.reference",
    "*.booked_by", "*.noted_by", "*.used_by", "*.moved_by", "*.settled_by", "*.held_by", "*.voided_by",
    # clubs of the program and merchants that honour its cards, as the club words them
    "loyalty_club", "loyalty_merchant", "loyalty_passkey", "*.joined_by", "*.left_by",
    "orders_pointspreview",  # a rule that was replayed, and by whom of the staff
    "loyalty_rewarduse.voucher",  # the code of a coupon that was made for it
    "payments_receipt.reference",  # the bank's or the till's number, in a ledger that nothing changes
}  # fmt: skip


def _texts() -> Iterator[tuple[str, str]]:
    """Return every column of the packages that know readers in which somebody may have written something."""
    for label in ("kernel", "members", "orders", "loyalty", "payments"):
        for model in apps.get_app_config(label).get_models():
            for field in model._meta.concrete_fields:
                is_free = isinstance(field, models.CharField | models.TextField | models.JSONField)
                if is_free and not field.choices:
                    yield model._meta.db_table, str(field.column)


def test_every_column_that_may_name_somebody_says_what_becomes_of_it() -> None:
    removed = {table.name for table in registry.personal if table.fate is Fate.REMOVED}
    said = {f"{table.name}.{column}" for table in registry.personal for column in table.wiped}
    said |= {f"{place.table}.{place.column}" for place in registry.texts}

    silent = [
        f"{table}.{column}" for table, column in _texts()
        if not {table, f"{table}.{column}", f"*.{column}"} & (NOBODYS | removed | said)
    ]  # fmt: skip

    assert set(silent) == set()


def test_every_event_that_repeats_what_somebody_typed_is_looked_through() -> None:
    def kinds(event: type[Event]) -> Iterator[type[Event]]:
        for kind in event.__subclasses__():
            yield kind
            yield from kinds(kind)

    looked = "".join(place.where for place in registry.texts if place.table == "kernel_event")
    looked += "".join(table.rows for table in registry.personal if table.name == "kernel_event" and table.wiped)
    typed = {
        kind.name for kind in kinds(Event)
        if {"wanted", "reason", "note", "text", "query", "title"} & set(kind.__annotations__)
    }  # fmt: skip

    assert {name for name in typed if name not in looked} == set()
