package opensearch

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"

	"golang.org/x/sync/errgroup"

	"clippings/corpus/archive"
)

// A lexicon's image lies in an index of its own, cut into pieces, one document each: its id is the number of the
// piece, from 0 on.
type piece struct {
	Of   int    `json:"of"`   // how many there are
	Sum  string `json:"sum"`  // SHA-256 of the data, hexadecimal
	Data []byte `json:"data"` // base64 in the document
}

const (
	pieceSize    = 1 << 20
	mostLexicon  = 4 << 30 // bytes that are read of a lexicon at most
	piecesAtOnce = 4
)

func pieces(image []byte) int { return (len(image) + pieceSize - 1) / pieceSize }

// writeLexicon writes the pieces of a lexicon's image.
func (l *link) writeLexicon(ctx context.Context, index string, image []byte) error {
	of := pieces(image)
	for i := range of {
		data := image[i*pieceSize : min((i+1)*pieceSize, len(image))]
		body, err := json.Marshal(piece{of, sumOf(data), data})
		if err != nil {
			return err
		}
		if err := l.call(ctx, http.MethodPut, "/"+index+"/_doc/"+strconv.Itoa(i), nil, body, nil); err != nil {
			return err
		}
	}
	return nil
}

func sumOf(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// readLexicon reads the lexicon that lies beside an index of passages. One that is not what was written is an error.
func (l *link) readLexicon(ctx context.Context, index string, m meta) (*archive.Lexicon, error) {
	if m.Bytes <= 0 || m.Bytes > mostLexicon || m.Pieces != (m.Bytes+pieceSize-1)/pieceSize {
		return nil, fmt.Errorf("%s speaks of a lexicon of %d pieces and %d bytes, which cannot be", index, m.Pieces, m.Bytes)
	}
	image := make([]byte, m.Bytes)
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(piecesAtOnce)
	for i := range m.Pieces {
		group.Go(func() error {
			var answer struct {
				Source piece `json:"_source"`
			}
			part := image[i*pieceSize : min((i+1)*pieceSize, len(image))]
			err := l.call(ctx, http.MethodGet, "/"+index+lexiconSuffix+"/_doc/"+strconv.Itoa(i), nil, nil, &answer)
			switch got := &answer.Source; {
			case isStatus(err, http.StatusNotFound):
				return fmt.Errorf("piece %d of %d of the lexicon of %s is missing: load the coverage again", i+1, m.Pieces, index)
			case err != nil:
				return err
			case got.Of != m.Pieces || len(got.Data) != len(part) || got.Sum != sumOf(got.Data):
				return fmt.Errorf("piece %d of %d of the lexicon of %s is damaged: load the coverage again", i+1, m.Pieces, index)
			default:
				copy(part, got.Data)
				return nil
			}
		})
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	x, err := archive.ReadLexicon(image)
	if err != nil {
		return nil, fmt.Errorf("the lexicon of %s: %w", index, err)
	}
	if x.Version() != m.Version || x.Len() != m.Passages {
		return nil, fmt.Errorf("the lexicon of %s is that of other passages: load the coverage again", index)
	}
	return x, nil
}
