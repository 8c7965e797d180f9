package evaluate

import (
	"fmt"
	"io"
	"math"
	"strings"
	"text/template"
)

// The plot's measures, in pixels.
const (
	panelWidth, panelHeight = 480, 360 // of one set, with its letters
	plotLeft, plotTop       = 60, 40   // of the axes within a panel
	plotWidth, plotHeight   = 390, 260
)

// panel is one set's part of the plot.
type panel struct {
	Left, Top   int
	Title       string
	X, Y        []tick
	Curves      []curveLine
	PlotWidth   int
	PlotHeight  int
	MiddleLeft  int
	BottomLabel int
}

type tick struct {
	At   float64
	Text string
}

// curveLine is one system's curve with the point of its own threshold.
type curveLine struct {
	Name, Colour, Points string
	X, Y                 float64
	Tip                  string
	LegendY              int
}

var colours = [2]string{"#1f5fa8", "#c0561a"}

var plotTemplate = template.Must(template.New("plot").Parse(`<svg xmlns="http://www.w3.org/2000/svg" width="{{.Width}}" height="{{.Height}}" viewBox="0 0 {{.Width}} {{.Height}}" font-family="sans-serif" font-size="12">
<title>Risk against coverage, half of the articles absent</title>
<rect width="100%" height="100%" fill="white"/>
{{- range .Panels}}
<g transform="translate({{.Left}},{{.Top}})">
<text x="{{.MiddleLeft}}" y="-14" text-anchor="middle" font-size="14">{{html .Title}}</text>
{{- $panel := .}}
{{- range .X}}
<path d="M{{.At}} 0V{{$panel.PlotHeight}}" stroke="#ddd"/><text x="{{.At}}" y="{{$panel.PlotHeight}}" dy="16" text-anchor="middle">{{.Text}}</text>
{{- end}}
{{- range .Y}}
<path d="M0 {{.At}}H{{$panel.PlotWidth}}" stroke="#ddd"/><text x="-6" y="{{.At}}" dy="4" text-anchor="end">{{.Text}}</text>
{{- end}}
<rect width="{{.PlotWidth}}" height="{{.PlotHeight}}" fill="none" stroke="#444"/>
<text x="{{.MiddleLeft}}" y="{{.BottomLabel}}" text-anchor="middle">coverage: present questions answered</text>
<text transform="translate(-44,{{.PlotHeight}}) rotate(-90)" text-anchor="start">risk: answered questions that are wrong or absent</text>
{{- range .Curves}}
<polyline points="{{.Points}}" fill="none" stroke="{{.Colour}}" stroke-width="1.6"/>
<circle cx="{{.X}}" cy="{{.Y}}" r="5" fill="{{.Colour}}"><title>{{html .Tip}}</title></circle>
<path d="M12 {{.LegendY}}h24" stroke="{{.Colour}}" stroke-width="2.5"/><text x="42" y="{{.LegendY}}" dy="4">{{html .Name}}</text>
{{- end}}
</g>
{{- end}}
</svg>
`))

// WritePlot draws risk against coverage for each set, both systems in one panel, as SVG. A dot is what a system's own
// threshold comes to. Sets without absent questions are left out.
func WritePlot(w io.Writer, results []*Result) error {
	var panels []panel
	for _, r := range results {
		if len(r.Curves) == len(r.Systems) {
			at := len(panels)
			panels = append(panels, panelOf(r, at%2*panelWidth+plotLeft, at/2*panelHeight+plotTop))
		}
	}
	return plotTemplate.Execute(w, map[string]any{
		"Panels": panels,
		"Width":  min(max(len(panels), 1), 2) * panelWidth,
		"Height": max(1, (len(panels)+1)/2) * panelHeight,
	})
}

func panelOf(r *Result, left, top int) panel {
	p := panel{
		Left: left, Top: top, Title: r.Set, PlotWidth: plotWidth, PlotHeight: plotHeight,
		MiddleLeft: plotWidth / 2, BottomLabel: plotHeight + 36,
	}
	most := 0.1
	for _, c := range r.Curves {
		for _, at := range c.Points {
			most = max(most, at.Risk)
		}
	}
	most = min(1, math.Ceil(most*10)/10)
	x := func(share float64) float64 { return math.Round(share*plotWidth*10) / 10 }
	y := func(share float64) float64 { return math.Round((1-share/most)*plotHeight*10) / 10 }
	for i := 0; i <= 100; i += 20 {
		p.X = append(p.X, tick{x(float64(i) / 100), fmt.Sprintf("%d %%", i)})
	}
	for i := 0; i <= int(math.Round(most*100)); i += 10 {
		p.Y = append(p.Y, tick{y(float64(i) / 100), fmt.Sprintf("%d %%", i)})
	}
	for s, c := range r.Curves {
		var points []string
		for _, at := range c.Points {
			points = append(points, fmt.Sprintf("%g,%g", x(at.Coverage), y(at.Risk)))
		}
		p.Curves = append(p.Curves, curveLine{
			Name: r.Systems[s], Colour: colours[s], Points: strings.Join(points, " "), LegendY: 16 + 18*s,
			X: x(c.Operating.Coverage), Y: y(c.Operating.Risk),
			Tip: fmt.Sprintf("%s, its own threshold: coverage %.1f %%, risk %.1f %%", r.Systems[s], 100*c.Operating.Coverage, 100*c.Operating.Risk),
		})
	}
	return p
}
