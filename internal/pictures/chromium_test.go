package pictures

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
)

// scale is how many pixels of a picture stand for one of CSS.
const scale = 2

// margin is left of the page below what is drawn, in CSS pixels.
const margin = 12

// chromium is the browser that makes the pictures. Without one the test skips.
func chromium(t *testing.T) string {
	t.Helper()
	for _, name := range []string{os.Getenv("CHROMIUM"), "chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); name != "" && err == nil {
			return path
		}
	}
	t.Skip("no pictures are written: there is no chromium (Debian: apt-get install chromium), and CHROMIUM names none")
	return ""
}

// shoot writes a picture of a page.
func shoot(t *testing.T, browser string, p picture, page string) {
	t.Helper()
	dir := t.TempDir()
	source, shot := filepath.Join(dir, "page.html"), filepath.Join(dir, "shot.png")
	if err := os.WriteFile(source, []byte(page), 0o600); err != nil {
		t.Fatal(err)
	}
	args := []string{
		"--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
		"--disable-sync", "--disable-extensions", "--hide-scrollbars", "--disable-lcd-text", "--font-render-hinting=none", "--force-color-profile=srgb",
		"--user-data-dir=" + filepath.Join(dir, "profile"), "--force-device-scale-factor=" + strconv.Itoa(scale),
		"--window-size=" + strconv.Itoa(p.width) + "," + strconv.Itoa(tallest), "--screenshot=" + shot, "file://" + source,
	}
	if out, err := exec.CommandContext(t.Context(), browser, args...).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	data, err := os.ReadFile(shot)
	if err != nil {
		t.Fatal(err)
	}
	whole, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	var small bytes.Buffer
	encoder := png.Encoder{CompressionLevel: png.BestCompression}
	if err := encoder.Encode(&small, paletted(trimmed(whole))); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(p.file(), small.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
}

// trimmed is a picture without the empty page below what is drawn, but for a margin.
func trimmed(whole image.Image) image.Image {
	bounds := whole.Bounds()
	ground := whole.At(bounds.Min.X, bounds.Max.Y-1)
	last := bounds.Max.Y - 1
	for ; last > bounds.Min.Y; last-- {
		if slices.ContainsFunc(row(whole, last), func(c color.Color) bool { return c != ground }) {
			break
		}
	}
	bounds.Max.Y = min(bounds.Max.Y, last+1+scale*margin)
	return whole.(interface {
		SubImage(image.Rectangle) image.Image
	}).SubImage(bounds)
}

func row(m image.Image, y int) []color.Color {
	var all []color.Color
	for x := m.Bounds().Min.X; x < m.Bounds().Max.X; x++ {
		all = append(all, m.At(x, y))
	}
	return all
}

// Colours of a picture: sixteen take half a byte each. One that covers much is kept as it is, and so is one
// that is far from all that are kept; the shades at the edges of letters become the nearest of those.
const (
	mostColours = 16
	much        = 500 // one pixel in so many
	far         = 28  // in at least one of red, green and blue
)

// paletted is a picture in few colours: its file is a quarter as large, and its letters look the same.
func paletted(m image.Image) *image.Paletted {
	counts := make(map[color.RGBA]int)
	at := func(x, y int) color.RGBA { return color.RGBAModel.Convert(m.At(x, y)).(color.RGBA) }
	bounds := m.Bounds()
	for y := bounds.Min.Y; y < bounds.Max.Y; y++ {
		for x := bounds.Min.X; x < bounds.Max.X; x++ {
			counts[at(x, y)]++
		}
	}
	var colours []color.RGBA
	for c := range counts {
		colours = append(colours, c)
	}
	code := func(c color.RGBA) int { return int(c.R)<<16 | int(c.G)<<8 | int(c.B) }
	slices.SortFunc(colours, func(x, y color.RGBA) int {
		if counts[x] != counts[y] {
			return counts[y] - counts[x]
		}
		return code(x) - code(y)
	})
	kept := keep(colours, counts, bounds.Dx()*bounds.Dy())
	var palette color.Palette
	for _, c := range kept {
		palette = append(palette, c)
	}
	nearest := make(map[color.RGBA]uint8)
	out := image.NewPaletted(bounds, palette)
	for y := bounds.Min.Y; y < bounds.Max.Y; y++ {
		for x := bounds.Min.X; x < bounds.Max.X; x++ {
			c := at(x, y)
			i, ok := nearest[c]
			if !ok {
				i = uint8(palette.Index(c))
				nearest[c] = i
			}
			out.SetColorIndex(x, y, i)
		}
	}
	return out
}

// keep chooses the colours of a palette from all, which are in order of frequency.
func keep(all []color.RGBA, counts map[color.RGBA]int, pixels int) []color.RGBA {
	var kept []color.RGBA
	for _, c := range all {
		apart := !slices.ContainsFunc(kept, func(k color.RGBA) bool {
			return max(distance(c.R, k.R), distance(c.G, k.G), distance(c.B, k.B)) < far
		})
		if apart || counts[c] > pixels/much {
			kept = append(kept, c)
		}
		if len(kept) == mostColours {
			break
		}
	}
	return kept
}

func distance(x, y uint8) int { return max(int(x), int(y)) - min(int(x), int(y)) }

// TestKeep holds that a colour of a large surface is kept however near another it is, that an edge's shade
// near a kept one is not, and that there are never more than a palette of half bytes has.
func TestKeep(t *testing.T) {
	t.Parallel()
	white, paper, shade, ink := color.RGBA{255, 255, 255, 255}, color.RGBA{250, 251, 251, 255}, color.RGBA{240, 240, 240, 255}, color.RGBA{30, 40, 50, 255}
	counts := map[color.RGBA]int{white: 6000, paper: 3900, ink: 90, shade: 10}
	if got := keep([]color.RGBA{white, paper, ink, shade}, counts, 10_000); !slices.Equal(got, []color.RGBA{white, paper, ink}) {
		t.Errorf("%v", got)
	}
	var many []color.RGBA
	for i := range uint8(40) {
		many = append(many, color.RGBA{6 * i, 0, 0, 255})
		counts[many[i]] = 250
	}
	if got := keep(many, counts, 10_000); len(got) != mostColours {
		t.Errorf("%d colours", len(got))
	}
}
