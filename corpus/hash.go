package corpus

// The hashes of this file are for tables and comparisons in memory. They may change: of what is kept, only sums are
// made of them, and what has another sum is not used.

// golden is 2^64 over the golden ratio; multiplying by it spreads numbers that are close together.
const golden = 0x9e3779b97f4a7c15

// wordHash is a hash of a folded word, 64 bit: eight bytes at once, since most words are no longer. It tells
// words of one length up to eight bytes apart for certain.
func wordHash[T string | []byte](w T) uint64 {
	h := uint64(len(w)) * golden
	for ; len(w) > 8; w = w[8:] {
		h = mix(h ^ load8(w))
	}
	return mix(h ^ loadEnd(w))
}

func mix(x uint64) uint64 {
	x *= golden
	return x ^ x>>32
}

// load8 returns the first eight bytes of a text as a number.
func load8[T string | []byte](s T) uint64 {
	_ = s[7]
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 |
		uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
}

// load4 returns the first four.
func load4[T string | []byte](s T) uint64 {
	_ = s[3]
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24
}

// loadEnd returns all bytes of a text of at most eight as a number, some of them twice.
func loadEnd[T string | []byte](s T) uint64 {
	switch n := len(s); {
	case n >= 4:
		return load4(s) | load4(s[n-4:])<<32
	case n > 0:
		return uint64(s[0]) | uint64(s[n/2])<<8 | uint64(s[n-1])<<16
	}
	return 0
}

const eachByte = 0x0101010101010101

// capitals has the highest bit of each byte of x that is a capital letter. The bytes are ASCII.
func capitals(x uint64) uint64 {
	return (x + (0x80-'A')*eachByte) &^ (x + (0x7f-'Z')*eachByte) & (0x80 * eachByte) // from A on and not behind Z
}

// small makes the letters among eight bytes, which are ASCII, small: 0x20 is what those have more.
func small(x uint64) uint64 { return x | capitals(x)>>2 }

// wholeHash goes on with the hash of words in order, which begins with 0, by the hash of the next.
func wholeHash(h, word uint64) uint64 {
	const prime = 1<<40 + 1<<8 + 0xb3
	return (h^word)*prime + word>>7
}

// foldedHash is the wordHash of a folded text. Of ASCII, as most texts are, it needs no copy.
func foldedHash(text string) uint64 {
	h, w, any := uint64(len(text))*golden, text, uint64(0)
	for ; len(w) > 8; w = w[8:] {
		x := load8(w)
		any |= x
		h = mix(h ^ small(x))
	}
	x := loadEnd(w)
	if any |= x; any&(0x80*eachByte) == 0 {
		return mix(h ^ small(x))
	}
	var room [256]byte
	return wordHash(appendFolded(room[:0], text))
}
