package corpus

import "math/bits"

// sortNumbers sorts keys ascending by their bits from low on; keys that are equal there stay in
// order. It goes by digits of some bits, the least first, and leaves out bits that all keys
// share, which is several times faster than comparing for the hundred thousands of keys that an index
// is built from. It needs as much memory again while it runs.
func sortNumbers(keys []uint64, low int) {
	const digit = 13
	var differ uint64
	for _, k := range keys {
		differ |= k ^ keys[0]
	}
	from, to := keys, make([]uint64, len(keys))
	for shift := low; shift < 64; shift += digit {
		if shift += bits.TrailingZeros64(differ >> shift); shift >= 64 {
			break
		}
		var at [1 << digit]uint32
		for _, k := range from {
			at[k>>shift%(1<<digit)]++
		}
		sum := uint32(0)
		for d, n := range at {
			at[d] = sum
			sum += n
		}
		for _, k := range from {
			d := k >> shift % (1 << digit)
			to[at[d]] = k
			at[d]++
		}
		from, to = to, from
	}
	if len(keys) > 0 && &from[0] != &keys[0] {
		copy(keys, from)
	}
}
