"""Check sums of pieces put together: that of the whole follows from those of its pieces, which need not be read again.

CRC-32 is division of polynomials over GF(2), so to put a piece behind another multiplies the first one's remainder by
x to the number of the bits of the second (as zlib's crc32_combine does). Numbers here have their bits mirrored.
"""

POLYNOMIAL = 0xEDB88320
ONE, X8 = 1 << 31, 1 << 23  # the polynomials 1 and x to the 8


def joined(first: int, second: int, length: int) -> int:
    """The check sum of two pieces by those of each; `length` is the second one's, in bytes."""
    return _times(_power(X8, length), first) ^ second


def _power(base: int, exponent: int) -> int:
    result = ONE
    while exponent:
        if exponent & 1:
            result = _times(result, base)
        base, exponent = _times(base, base), exponent >> 1
    return result


def _times(one: int, other: int) -> int:
    """The product of two polynomials, less multiples of the one that CRC-32 divides by."""
    result = 0
    for bit in range(31, -1, -1):
        if one >> bit & 1:
            result ^= other
        other = other >> 1 ^ (POLYNOMIAL if other & 1 else 0)
    return result
