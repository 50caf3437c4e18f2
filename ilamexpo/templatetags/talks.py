"""Buttons that begin a talk: each leads to the page that gives the question its number first."""

from urllib.parse import urlencode

from django import template
from django.utils.html import format_html, format_html_join

from enquiries.talks import offered
from exhibitors.profile.channels import CHANNELS
from ilamexpo.templatetags.ilam import icon
from lib.addresses import address

register = template.Library()


def talk_address(channel, visit=None, **about):
    """``about`` is add=…, exhibitor=… or exhibition=…, as the enquiry's form has them."""
    query = urlencode(about) + (f"&{visit.query}" if visit else "")
    return f"{address('public:talk', channel)}?{query}"


def channels_about_work(product, visit=None):
    """The channels of the maker, or of the office where the maker shows none; of a row of ``work_page``."""
    channels = [] if product.maker_channels is None else offered(product.maker_channels)
    at = visit and visit.exhibition
    if not channels and at and at.contact_phone:
        channels = offered(at.contact_channels)
    if not channels and product.office_channels is not None:
        channels = offered(product.office_channels)
    return channels


@register.simple_tag
def talk_with_office(exhibition, number):
    """The office's phone, written as ``number``, and the messengers it answers on."""
    channels = offered(exhibition.contact_channels)
    words = {each: number if each == "call" else CHANNELS[each] for each in channels}
    # Where it answers in writing only, the number is no link.
    alone = "" if "call" in words else number
    found = [button(each, word, exhibition=exhibition.slug) for each, word in words.items()]
    return format_html_join(" ", "{}", ((each,) for each in [alone, *found] if each))


def button(channel, words, visit=None, **about):
    sign = icon("phone" if channel == "call" else "message-circle")
    address = talk_address(channel, visit, **about)
    return format_html(
        '<a class="btn" rel="nofollow" href="{}" data-talk="{}">{} {}</a>', address, channel, sign, words
    )
