package archive

import (
	"errors"
	"hash/crc32"
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"
)

// TestChecksums: each block has its own checksum, however many processors there are.
func TestChecksums(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	data := make([]byte, 5*blockSize+77)
	for i := range data {
		data[i] = byte(random.Uint32())
	}
	var want []uint32
	for block := range slices.Chunk(data, blockSize) {
		want = append(want, crc32.Checksum(block, castagnoli))
	}
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	for _, processors := range []int{1, 2, 3, 4, 7} {
		runtime.GOMAXPROCS(processors)
		if got, err := checksums(data); err != nil || !slices.Equal(got, want) {
			t.Errorf("on %d processors: %x, %v, want %x", processors, got, err, want)
		}
	}
}

// TestDamage: an image with a byte changed is refused, wherever it is.
func TestDamage(t *testing.T) {
	a, err := Build(each(sample(t, 12)), Options{})
	if err != nil {
		t.Fatal(err)
	}
	image := slices.Clone(a.Image())
	if len(image) < 3*blockSize {
		t.Fatalf("the image has %d bytes, too few for several blocks", len(image))
	}
	for at := 0; at < len(image); at += len(image)/200 + 1 {
		image[at] ^= 0x10
		if _, err := read(image); err == nil {
			t.Errorf("a changed byte at %d of %d is not noticed", at, len(image))
		}
		image[at] ^= 0x10
	}
	if _, err := read(image[:len(image)-1]); !errors.Is(err, errDamaged) {
		t.Errorf("cut by a byte: %v", err)
	}
	if _, err := read(image); err != nil {
		t.Errorf("as it was: %v", err)
	}
}
