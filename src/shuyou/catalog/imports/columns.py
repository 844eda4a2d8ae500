"""What suppliers and shops call the columns of their book lists."""

from shuyou.kernel.files import Column

COLUMNS = (
    Column("title", ("书名", "题名", "正题名", "名称", "商品名称", "book title", "name"), is_required=True),
    Column("subtitle", ("副书名", "副题名", "副标题", "丛书副题")),
    Column("isbn13", ("isbn", "isbn-13", "isbn号", "书号", "国际标准书号", "条码", "条形码", "ean", "barcode")),
    Column("isbn10", ("isbn-10", "isbn 10位")),
    Column("isbn_source", ("isbn来源", "isbn source", "虚拟书号", "is_isbn_synthetic", "is_synthetic")),
    Column("author", ("作者", "著者", "著作者", "责任者", "authors", "by", "contributors")),
    Column("translator", ("译者", "翻译", "translators")),
    Column("editor", ("编者", "主编", "editors")),
    Column("illustrator", ("绘者", "插图", "绘画", "illustrators")),
    Column("publisher", ("出版社", "出版者", "出版单位", "出版商", "imprint", "press")),
    Column("price", ("定价", "价格", "单价", "码洋", "list price", "list_price", "list_price_cny", "rrp")),
    Column("currency", ("币种", "货币")),
    Column(
        "published",
        ("出版日期", "出版时间", "出版年月", "出版年", "pub_date", "publication date", "year", "date", "pub date"),
    ),
    Column("clc", ("中图分类", "中图分类号", "中图法", "分类号", "中图法分类")),
    Column("shelf", ("类目", "书架", "shelf_name", "架位", "部类")),
    Column("category", ("分类", "类别", "品类", "subject", "classification")),
    Column("tags", ("标签", "关键词", "keywords")),
    Column("edition", ("版次", "版本", "版", "printing")),
    Column("binding", ("装帧", "装订", "format", "cover")),
    Column("pages", ("页数", "页码", "page count", "extent")),
    Column("language", ("语种", "语言", "language_code", "lang")),
    Column("blurb", ("内容简介", "简介", "摘要", "description", "summary", "annotation")),
    Column("status", ("状态", "供货状态", "availability")),
    Column("source_key", ("编号", "商品编号", "货号", "内码", "douban_id", "book_id", "id", "sku", "record id")),
)
"""Every field of a new book, with the headings it is known by."""
