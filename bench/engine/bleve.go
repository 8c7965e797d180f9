package engine

import (
	"path/filepath"
	"strconv"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/analysis/lang/en"
	"github.com/blevesearch/bleve/v2/index/scorch"
	"github.com/blevesearch/bleve/v2/mapping"
	index "github.com/blevesearch/bleve_index_api"

	"clippings/bench/passages"
)

var bleveSpecs = []Spec{
	bleveSpec("bleve-tfidf", "bleve, tf-idf, by batches", index.TFIDFScoring, false),
	bleveSpec("bleve-tfidf-1", "bleve, tf-idf, one segment", index.TFIDFScoring, true),
	bleveSpec("bleve-bm25", "bleve, BM25, by batches", index.BM25Scoring, false),
	bleveSpec("bleve-bm25-1", "bleve, BM25, one segment", index.BM25Scoring, true),
}

func bleveSpec(name, title, scoring string, oneSegment bool) Spec {
	return Spec{
		Name: name, Title: title, Role: Peer, Module: "github.com/blevesearch/bleve/v2", Stored: true, Drawn: oneSegment,
		New: func(dir string) Engine {
			return &bleveEngine{path: filepath.Join(dir, "bleve"), scoring: scoring, oneSegment: oneSegment}
		},
	}
}

// bleveEngine is bleve with the index type scorch on disk and the analyzer "en". Nothing but the field's
// postings is stored.
type bleveEngine struct {
	path       string
	scoring    string
	oneSegment bool // built by the offline builder, which leaves one segment: bleve's best case
	index      bleve.Index
}

// bleveField is the one field of a document.
const bleveField = "body"

// bleveBatch is how many passages are indexed at once.
const bleveBatch = 1000

func (e *bleveEngine) mapping() mapping.IndexMapping {
	field := bleve.NewTextFieldMapping()
	field.Analyzer = en.AnalyzerName
	field.Store, field.IncludeInAll, field.IncludeTermVectors, field.DocValues = false, false, false, false
	document := bleve.NewDocumentStaticMapping()
	document.AddFieldMappingsAt(bleveField, field)
	m := bleve.NewIndexMapping()
	m.DefaultMapping = document
	m.ScoringModel = e.scoring
	return m
}

// Build implements Engine.
func (e *bleveEngine) Build(all []passages.Passage) error {
	if e.oneSegment {
		return e.buildOffline(all)
	}
	made, err := bleve.NewUsing(e.path, e.mapping(), scorch.Name, scorch.Name, nil)
	if err != nil {
		return err
	}
	batch := made.NewBatch()
	for number, p := range all {
		if err := batch.Index(strconv.Itoa(number), map[string]any{bleveField: body(p)}); err != nil {
			return err
		}
		if batch.Size() == bleveBatch || number == len(all)-1 {
			if err := made.Batch(batch); err != nil {
				return err
			}
			batch.Reset()
		}
	}
	return made.Close()
}

func (e *bleveEngine) buildOffline(all []passages.Passage) error {
	builder, err := bleve.NewBuilder(e.path, e.mapping(), map[string]any{
		"batchSize": bleveBatch, "buildPathPrefix": filepath.Dir(e.path),
	})
	if err != nil {
		return err
	}
	for number, p := range all {
		if err := builder.Index(strconv.Itoa(number), map[string]any{bleveField: body(p)}); err != nil {
			return err
		}
	}
	return builder.Close()
}

// Open implements Engine. Read only, no segment is merged while questions are timed.
func (e *bleveEngine) Open() (err error) {
	e.index, err = bleve.OpenUsing(e.path, map[string]any{"read_only": true})
	return err
}

// Search implements Engine.
func (e *bleveEngine) Search(question string, limit int) ([]int, error) {
	query := bleve.NewMatchQuery(question)
	query.SetField(bleveField)
	result, err := e.index.Search(bleve.NewSearchRequestOptions(query, limit, 0, false))
	if err != nil {
		return nil, err
	}
	var found []int
	for _, hit := range result.Hits {
		number, err := strconv.Atoi(hit.ID)
		if err != nil {
			return nil, err
		}
		found = append(found, number)
	}
	return found, nil
}

// Close implements Engine.
func (e *bleveEngine) Close() error {
	if e.index == nil {
		return nil
	}
	return e.index.Close()
}
