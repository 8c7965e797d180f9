package archive

import "fmt"

// passageSections are what an image holds of passages. All others are its lexicon.
var passageSections = [...]section{
	sectionSegments, sectionPostings, sectionPassages, sectionRecords, sectionSourceIndex, sectionSources, sectionIDs,
}

// LexiconImage returns an image of the archive's lexicon alone, for ReadLexicon: an image without passages. It
// checks the archive's own image for that as a whole.
func (a *Archive) LexiconImage() ([]byte, error) {
	sections, err := dissect(a.image)
	if err != nil {
		return nil, fmt.Errorf("archive: %w", err)
	}
	for _, s := range passageSections {
		sections[s] = nil
	}
	return assemble(sections), nil
}

// ReadLexicon returns the lexicon of an image that LexiconImage made, or of a whole one. It keeps the image, which
// must not be changed. An image that is damaged, or of another version, is an error.
func ReadLexicon(image []byte) (*Lexicon, error) {
	sections, err := dissect(image)
	if err != nil {
		return nil, err
	}
	x, err := readLexicon(sections)
	if err != nil {
		return nil, err
	}
	if n := x.meta.Passages; n == 0 || n > mostPassages {
		return nil, errDamaged
	}
	return x, nil
}
