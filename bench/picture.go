package main

import (
	"bytes"
	"errors"
	"image/color"
	"math"
	"slices"
	"time"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgsvg"

	"clippings/bench/engine"
)

// The size of the picture.
const (
	pictureWidth  = 26 * vg.Centimeter
	pictureHeight = 11 * vg.Centimeter
)

// The picture is set in the first font. A reader who lacks it takes one of the others, which are as wide.
const (
	fontFamily       = "Liberation Sans"
	fallbackFamilies = ", Arial, Helvetica, sans-serif"
)

// The colours of Okabe and Ito, which the colour-blind tell apart; the warm ones are ours.
var (
	ourColours   = []color.Color{color.RGBA{213, 94, 0, 255}, color.RGBA{230, 159, 0, 255}, color.RGBA{204, 121, 167, 255}}
	otherColours = []color.Color{
		color.RGBA{0, 114, 178, 255}, color.RGBA{86, 180, 233, 255}, color.RGBA{0, 158, 115, 255}, color.RGBA{120, 120, 120, 255},
		color.RGBA{0, 0, 0, 255}, color.RGBA{100, 80, 160, 255},
	}
)

// picture draws the times of questions as SVG: the median on the left, the 99th percentile on the right, both on
// the same scales.
func picture(r *results) ([]byte, error) {
	left, err := panel(r, "A question's time: median", func(x row) int64 { return x.P50 })
	if err != nil {
		return nil, err
	}
	right, err := panel(r, "99th percentile", func(x row) int64 { return x.P99 })
	if err != nil {
		return nil, err
	}
	left.Y.Min = min(left.Y.Min, right.Y.Min)
	right.Y.Min = left.Y.Min
	left.Y.Max = max(left.Y.Max, right.Y.Max)
	right.Y.Max = left.Y.Max
	right.Legend = plot.NewLegend() // the left one's serves both
	panels := [][]*plot.Plot{{left, right}}
	canvas := vgsvg.New(pictureWidth, pictureHeight)
	tiles := draw.Tiles{Rows: 1, Cols: 2, PadX: vg.Points(16), PadTop: vg.Points(6), PadBottom: vg.Points(6), PadLeft: vg.Points(6), PadRight: vg.Points(12)}
	for i, tile := range plot.Align(panels, tiles, draw.New(canvas))[0] {
		panels[0][i].Draw(tile)
	}
	var out bytes.Buffer
	if _, err := canvas.WriteTo(&out); err != nil {
		return nil, err
	}
	return bytes.ReplaceAll(out.Bytes(), []byte(fontFamily), []byte(fontFamily+fallbackFamilies)), nil
}

// panel draws one figure of every engine that is to be drawn against the number of passages.
func panel(r *results, title string, of func(row) int64) (*plot.Plot, error) {
	p := plot.New()
	p.Title.Text, p.X.Label.Text = title, "passages"
	p.Title.Padding = vg.Points(6)
	p.X.Scale, p.Y.Scale = plot.LogScale{}, plot.LogScale{}
	p.X.Tick.Marker, p.Y.Tick.Marker = decades(passagesLabel), decades(nanosLabel)
	for _, style := range []*font.Font{
		&p.Title.TextStyle.Font, &p.X.Label.TextStyle.Font, &p.X.Tick.Label.Font, &p.Y.Tick.Label.Font, &p.Legend.TextStyle.Font,
	} {
		style.Variant = "Sans"
	}
	p.Legend.Top, p.Legend.Left = true, true
	p.Legend.TextStyle.Font.Size, p.Legend.Padding = vg.Points(9), vg.Points(1.5)
	p.Legend.XOffs, p.Legend.YOffs = vg.Points(8), vg.Points(-4)
	grid := plotter.NewGrid()
	grid.Vertical.Color, grid.Horizontal.Color = color.Gray{225}, color.Gray{225}
	p.Add(grid)

	var names []string
	lines := make(map[string]plotter.XYs)
	specs := make(map[string]row)
	sorted := slices.SortedStableFunc(slices.Values(r.Rows), func(x, y row) int { return x.Passages - y.Passages })
	for _, row := range sorted {
		if !row.Drawn || of(row) <= 0 {
			continue
		}
		if !slices.Contains(names, row.Name) {
			names = append(names, row.Name)
			specs[row.Name] = row
		}
		lines[row.Name] = append(lines[row.Name], plotter.XY{X: float64(row.Passages), Y: float64(of(row))})
	}
	our, other := 0, 0
	for _, name := range names {
		line, points, err := plotter.NewLinePoints(lines[name])
		if err != nil {
			return nil, err
		}
		if specs[name].Role == engine.Ours {
			line.Color = ourColours[our%len(ourColours)]
			line.Width = vg.Points(2.5)
			our++
		} else {
			line.Color = otherColours[other%len(otherColours)]
			line.Width = vg.Points(1.2)
			other++
		}
		points.Color, points.Shape, points.Radius = line.Color, draw.CircleGlyph{}, vg.Points(2.5)
		p.Add(line, points)
		p.Legend.Add(specs[name].Title, line, points)
	}
	sizes := r.sizes()
	if len(sizes) == 0 || len(names) == 0 {
		return nil, errors.New("there is nothing to draw")
	}
	p.X.Min, p.X.Max = float64(sizes[0])/1.3, float64(sizes[len(sizes)-1])*1.3
	p.Y.Min, p.Y.Max = decade(p.Y.Min, math.Floor), decade(p.Y.Max, math.Ceil)
	return p, nil
}

// decade is a power of ten at or beside a value above zero.
func decade(x float64, round func(float64) float64) float64 {
	return math.Pow(10, round(math.Log10(x)))
}

// decades marks the powers of ten, each with its label.
type decades func(power float64) string

// Ticks implements plot.Ticker.
func (label decades) Ticks(low, high float64) (ticks []plot.Tick) {
	for x := decade(low, math.Floor); x <= high*1.001; x *= 10 {
		if x >= low*0.999 {
			ticks = append(ticks, plot.Tick{Value: x, Label: label(x)})
		}
	}
	return ticks
}

func passagesLabel(x float64) string { return thousands(int(x + 0.5)) }

func nanosLabel(x float64) string { return time.Duration(x + 0.5).String() }
