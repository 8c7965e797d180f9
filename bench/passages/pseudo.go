package passages

// pool is how many made-up words passages draw from; the words behind them, as far as pseudoWords, are for titles.
const (
	pool        = 3_000_000
	pseudoWords = 1 << 22
)

// The parts of a syllable, sixteen times eight. A word is a row of such syllables and one consonant more, so it
// can be cut into them in one way only, and no two ranks share a word. No ending is one that English stems drop.
var (
	onsets = [16]string{"b", "d", "f", "g", "k", "l", "m", "n", "p", "r", "s", "t", "v", "z", "br", "sk"}
	vowels = [8]string{"a", "e", "i", "o", "u", "ai", "ou", "ea"}
	codas  = [2]string{"n", "k"}
)

// pseudoWord returns the made-up word of a rank below pseudoWords. Neighbouring ranks look nothing alike.
func pseudoWord(rank uint32) string {
	const scatter = 2654435761 // odd, so that it permutes; Knuth's multiplicative hashing
	x := rank * scatter % pseudoWords
	word := make([]byte, 0, 16)
	for range 3 {
		word = append(word, onsets[x&15]...)
		word = append(word, vowels[x>>4&7]...)
		x >>= 7
	}
	return string(append(word, codas[x]...))
}
