package evaluate

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"
)

func TestTables(t *testing.T) {
	r := runScripts(t, Options{Unfitted: true})
	var text bytes.Buffer
	if err := r.WriteText(&text); err != nil {
		t.Fatal(err)
	}
	markdown := Markdown([]*Result{r, r})
	for _, want := range []string{
		"some-set: 4 passages, 3 articles, 4 questions, 2 near misses", "Success@1", "50.0 % (15.0 to 85.0)", "+25.0 (", "0.688 (",
		"near misses answered", "absent questions answered (bar: at most 10 %)", "p99", " µs", " times", "no weight was fitted on",
	} {
		if !strings.Contains(text.String(), want) || !strings.Contains(markdown, want) {
			t.Errorf("the tables lack %q:\n%s\n%s", want, &text, markdown)
		}
	}
	for line := range strings.Lines(markdown) {
		if strings.HasPrefix(line, "|") && strings.Count(line, "|") != 5 {
			t.Errorf("not a row of four cells: %s", line)
		}
	}
	if out, err := json.Marshal(r); err != nil || !bytes.Contains(out, []byte(`{"key":"success_at_1","n":4,"systems":[{"value":0.5,`)) {
		t.Errorf("%s, %v", out, err)
	}
}

func TestPlot(t *testing.T) {
	one, other := runScripts(t, Options{NoLatency: true}), runScripts(t, Options{NoLatency: true})
	other.Set = `<odd> & "named"`
	var svg bytes.Buffer
	if err := WritePlot(&svg, []*Result{one, other, one}); err != nil {
		t.Fatal(err)
	}
	lines, text := 0, ""
	for decoder := xml.NewDecoder(bytes.NewReader(svg.Bytes())); ; {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatalf("not XML: %v\n%s", err, &svg)
		}
		switch x := token.(type) {
		case xml.StartElement:
			if x.Name.Local == "polyline" {
				lines++
			}
		case xml.CharData:
			text += string(x)
		}
	}
	if lines != 6 || !strings.Contains(text, other.Set) || !strings.Contains(text, "poor") || strings.Contains(svg.String(), "NaN") {
		t.Errorf("%d lines, text %q", lines, text)
	}
}

func TestSigned(t *testing.T) {
	for v, want := range map[float64]string{0: "+0.0", -0.04: "+0.0", -0.06: "-0.1", 2.34: "+2.3"} {
		if got := signed(v, 1); got != want {
			t.Errorf("signed(%g) is %s, want %s", v, got, want)
		}
	}
}
