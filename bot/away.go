package bot

import "clippings/corpus"

// AwayError says that the coverage, which is kept on other machines, cannot be reached now. It is meant for the asker.
type AwayError struct {
	Language corpus.Language // of the asker; "" where it is not known
	Err      error           // why, for an operator; never nil, and never shown
}

// Error is the line for the asker, in English; AsInputError's In says it in their language.
func (e *AwayError) Error() string { return englishControls.Away }

// Unwrap returns why.
func (e *AwayError) Unwrap() error { return e.Err }
