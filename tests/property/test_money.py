"""Laws of money: sums add up to the last coin, more is never dearer apiece, nothing is ever a float."""

from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from specgen.prices import Money, Price, total
from specgen.units import Share

DECIMALS = st.sampled_from([0, 2, 3])
COINS = st.integers(1, 10**15)
PERCENT = st.integers(1, 100_000).map(lambda thousandths: Share.parse(f"{thousandths // 1000}.{thousandths % 1000:03d} %"))


def money(coins: int, decimals: int) -> Money:
    return Money(Decimal(coins).scaleb(-decimals), "EUR", decimals)


def coins_of(amount: Money) -> int:
    """Return an amount as whole coins, which is what a bookkeeper adds."""
    exact = Fraction(amount.amount) * 10**amount.decimals
    assert exact.denominator == 1, amount
    return exact.numerator


@given(decimals=DECIMALS, lines=st.lists(st.tuples(COINS, st.integers(1, 10**9)), min_size=1, max_size=20))
def test_totals_are_those_of_whole_coins(decimals: int, lines: list[tuple[int, int]]) -> None:
    """Unit price times quantity, summed, in integers."""
    added = total(money(coins, decimals).times(count) for coins, count in lines)
    assert added is not None
    assert type(added.amount) is Decimal
    assert coins_of(added) == sum(coins * count for coins, count in lines)


@given(coins=st.integers(1, 10**24), decimals=DECIMALS, share=PERCENT)
def test_a_discount_and_what_is_left_make_the_whole(coins: int, decimals: int, share: Share) -> None:
    """The part is the nearest coin, halves up; part and rest add up to the last coin."""
    whole = money(coins, decimals)
    part = whole.part(share)
    exact = coins * share.magnitude / 100
    assert coins_of(part) == (2 * exact.numerator + exact.denominator) // (2 * exact.denominator)
    assert whole.minus(part).plus(part) == whole
    assert 0 <= coins_of(part) <= coins


@st.composite
def prices(draw: st.DrawFn) -> Price:
    """Return a price with breaks that fall, as a sound book has them."""
    counts = sorted(draw(st.sets(st.integers(2, 1000), max_size=6)))
    amounts = sorted(draw(st.sets(st.integers(1, 10**14), min_size=len(counts) + 1, max_size=len(counts) + 1)), reverse=True)
    texts = [f"{Decimal(coins).scaleb(-2):f}" for coins in amounts]
    return Price.model_validate({"price": texts[0], "breaks": dict(zip(map(str, counts), texts[1:], strict=True))})


@given(price=prices(), quantity=st.integers(1, 2000))
def test_more_is_never_dearer_apiece(price: Price, quantity: int) -> None:
    """Each quantity has one price, and one more never raises it."""
    assert price.unit(quantity + 1) <= price.unit(quantity) <= price.price
    assert price.unit(quantity) in {price.price, *price.breaks.values()}


@given(price=prices())
def test_a_break_counts_from_its_quantity_on(price: Price) -> None:
    assert all(price.unit(count) == amount < price.unit(count - 1) for count, amount in price.breaks.items())
