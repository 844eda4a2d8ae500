"""Stored-value cards pay at the till."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [('orders', '0011_return_worth')]

    operations = [
        migrations.AlterField(
            model_name='salepayment',
            name='tender',
            field=models.CharField(choices=[('cash', 'Cash'), ('card', 'Card terminal'), ('wechat', 'WeChat Pay'), ('alipay', 'Alipay'), ('value', 'Stored-value card')], max_length=8),
        ),
    ]
