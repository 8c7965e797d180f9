package discord

import (
	"flag"
	"os"
	"testing"
)

// TestMain lets more tests run at the same time than there are processors, unless the command line says how
// many: nearly all of their time discordgo sleeps, a second for every connection that ends.
func TestMain(m *testing.M) {
	flag.Parse()
	if f := flag.Lookup("test.parallel"); f != nil && f.Value.String() == f.DefValue {
		f.Value.Set("6")
	}
	os.Exit(m.Run())
}
