package main

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// bans lists what a folder's Go files must not import, each with its reason. A trailing slash stands
// for everything below.
var bans = []struct {
	folder, imports, reason string
}{
	{"corpus", "clippings/bot", "the coverage knows no thresholds and no reply text"},
	{"corpus", "clippings/adapters/", "the coverage knows no platform"},
	{"corpus", "clippings/seeds", "the coverage is handed to it, so that it can be another one"},
	{"bot", "clippings/adapters/", "the matcher knows no platform"},
	{"bot", "clippings/seeds", "the coverage is handed to it, so that it can be another one"},
	{"bot", "github.com/bwmarrin/discordgo", "the matcher never hears the word Discord"},
	{"bot", "github.com/slack-go/", "the matcher never hears the word Slack"},
	{"corpus", "net/http", "answering makes no network call"},
	{"bot", "net/http", "answering makes no network call"},
	{"bot", "net", "answering makes no network call"},
	{"bot", "log", "nothing of a question is ever logged"},
	{"bot", "log/slog", "nothing of a question is ever logged"},
	{"corpus", "log/slog", "nothing of a question is ever logged"},
	{"adapters/terminal", "clippings/adapters/", "adapters do not see each other"},
	{"adapters/terminal", "clippings/seeds", "the coverage is handed to it"},
	{"seeds", "clippings/", "it holds data and nothing else"},
	{"corpus", "math/rand/", "the same question always gets the same reply"},
	{"bot", "math/rand/", "the same question always gets the same reply"},
	{"", "math/rand", "math/rand/v2 is there, and seeds itself"},
	{"adapters/serving", "clippings/adapters/", "it is what the adapters share"},
	{"adapters/serving", "clippings/seeds", "the coverage is handed to it"},
	{"adapters/serving", "github.com/bwmarrin/discordgo", "it knows no platform"},
	{"adapters/serving", "github.com/slack-go/", "it knows no platform"},
	{"adapters/discord", "clippings/adapters/slack", "adapters do not see each other"},
	{"adapters/discord", "clippings/adapters/terminal", "adapters do not see each other"},
	{"adapters/discord", "clippings/seeds", "the coverage is handed to it"},
	{"adapters/discord", "github.com/slack-go/", "one platform an adapter"},
	{"adapters/slack", "clippings/adapters/discord", "adapters do not see each other"},
	{"adapters/slack", "clippings/adapters/terminal", "adapters do not see each other"},
	{"adapters/slack", "clippings/seeds", "the coverage is handed to it"},
	{"adapters/slack", "github.com/bwmarrin/discordgo", "one platform an adapter"},
	{"adapters/serving", "github.com/redis/", "what is shared is an interface to it, so that it works without"},
	{"adapters/discord", "clippings/adapters/redisstate", "the shared state is handed to it, so that it can be another one"},
	{"adapters/discord", "github.com/redis/", "the shared state is handed to it, so that it can be another one"},
	{"adapters/slack", "clippings/adapters/redisstate", "the shared state is handed to it, so that it can be another one"},
	{"adapters/slack", "github.com/redis/", "the shared state is handed to it, so that it can be another one"},
	{"adapters/redisstate", "clippings/adapters/discord", "it knows no platform"},
	{"adapters/redisstate", "clippings/adapters/slack", "it knows no platform"},
	{"adapters/redisstate", "clippings/bot", "it gets hashes of ids, and nothing of a question"},
	{"adapters/redisstate", "clippings/corpus", "it gets hashes of ids, and nothing of a question"},
	{"internal/bm25", "clippings/bot", "a baseline knows nothing of what is measured beside it"},
	{"internal/bm25", "clippings/corpus/archive", "it shares the reading of words with the bot, and no index"},
	{"internal/evaluate", "clippings/bot", "it measures whatever answers"},
	{"internal/evaluate", "clippings/internal/bm25", "it measures whatever answers"},
	{"internal/evaluate", "clippings/corpus/archive", "it measures whatever answers"},
	{"bot", "clippings/internal/", "measuring is not answering"},
	{"corpus", "clippings/internal/", "measuring is not answering"},
	{"bot", "clippings/corpus/opensearch", "what is kept on other machines is handed to it"},
	{"corpus/archive", "clippings/corpus/opensearch", "an archive knows no other machine"},
	{"adapters/serving", "clippings/corpus/opensearch", "what is kept on other machines is handed to it"},
	{"", "testing", "test code stays out of the program"},
}

func TestImports(t *testing.T) {
	seen := make(map[string]bool)
	eachFile(t, func(path string, imports []string, _ string) {
		folder := filepath.ToSlash(filepath.Dir(path))
		seen[folder] = true
		for _, ban := range bans {
			if testCode(folder) && ban.imports == "testing" {
				continue
			}
			if folder == "corpus/opensearch" && ban.imports == "net/http" { // it is there to reach other machines
				continue
			}
			if ban.folder != "" && folder != ban.folder && !strings.HasPrefix(folder, ban.folder+"/") {
				continue
			}
			for _, imported := range imports {
				if imported == strings.TrimSuffix(ban.imports, "/") || strings.HasSuffix(ban.imports, "/") && strings.HasPrefix(imported, ban.imports) {
					t.Errorf("%s imports %s: %s", path, imported, ban.reason)
				}
			}
		}
	})
	for _, ban := range bans {
		if ban.folder != "" && !seen[ban.folder] {
			t.Errorf("the ban on %s speaks of folder %s, which holds no Go file", ban.imports, ban.folder)
		}
	}
}

// testCode reports whether a folder's package exists for tests alone. TestProgram holds that the program
// does not hold it.
func testCode(folder string) bool {
	return strings.HasPrefix(folder, "internal/testkit") || folder == "adapters/adaptertest"
}

// TestProgram lists what the program is linked from, and wants no test code among it.
func TestProgram(t *testing.T) {
	out, err := exec.Command("go", "list", "-deps", ".").Output()
	if err != nil {
		t.Fatal(err)
	}
	list := strings.Fields(string(out))
	if len(list) < 50 {
		t.Fatalf("only %d packages", len(list))
	}
	for _, imported := range list {
		if imported == "testing" || testCode(strings.TrimPrefix(imported, "clippings/")) {
			t.Errorf("the program holds %s", imported)
		}
	}
}

func TestPackageComments(t *testing.T) {
	comments := make(map[string]bool)
	eachFile(t, func(path string, _ []string, doc string) {
		folder := filepath.Dir(path)
		comments[folder] = comments[folder] || strings.HasPrefix(doc, "Package ") || strings.HasPrefix(doc, "Command ")
	})
	if len(comments) < 5 {
		t.Fatalf("found only %d packages", len(comments))
	}
	for folder, ok := range comments {
		if !ok {
			t.Errorf("no package comment in %s", folder)
		}
	}
}

// eachFile calls f for every Go file of the program, test files left out.
func eachFile(t *testing.T, f func(path string, imports []string, doc string)) {
	t.Helper()
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && path != "." && strings.HasPrefix(d.Name(), ".") || d.Name() == "testdata" {
			return fs.SkipDir
		}
		if !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		source, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, source, parser.ImportsOnly|parser.ParseComments)
		if err != nil {
			return err
		}
		var imports []string
		for _, spec := range file.Imports {
			imported, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				return err
			}
			imports = append(imports, imported)
		}
		f(path, imports, file.Doc.Text())
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
