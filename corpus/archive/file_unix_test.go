//go:build unix

package archive

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"
)

func TestWriteFileMode(t *testing.T) {
	before := syscall.Umask(0o027)
	defer syscall.Umask(before)
	path := filepath.Join(t.TempDir(), "news.clip")
	a := edition(t, 1)
	for range 2 {
		if err := a.WriteFile(path); err != nil {
			t.Fatal(err)
		}
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		if info.Mode() != 0o640 {
			t.Errorf("mode %v", info.Mode())
		}
	}
}

// fullDisk, in the environment, has the test binary write an archive where a file may have few bytes only.
const fullDisk = "CLIPPINGS_TEST_FULL_DISK"

// TestWriteFileFull writes where there is no room: the old file stays as it was, and nothing is left beside it.
func TestWriteFileFull(t *testing.T) {
	if path := os.Getenv(fullDisk); path != "" {
		signal.Ignore(syscall.SIGXFSZ)
		a := edition(t, 2)
		if err := unix.Setrlimit(unix.RLIMIT_FSIZE, &unix.Rlimit{Cur: 10000, Max: 10000}); err != nil {
			t.Fatal(err)
		}
		fmt.Printf("the error is: %v\n", a.WriteFile(path))
		return
	}
	path := filepath.Join(t.TempDir(), "news.clip")
	old := edition(t, 1)
	if err := old.WriteFile(path); err != nil {
		t.Fatal(err)
	}
	child := exec.Command(os.Args[0], "-test.run", "^TestWriteFileFull$")
	child.Env = append(os.Environ(), fullDisk+"="+path)
	out, err := child.CombinedOutput()
	if err != nil || !strings.Contains(string(out), "the error is: "+path+": file too large") {
		t.Errorf("%v: %s", err, out)
	}
	if got, err := os.ReadFile(path); err != nil || !bytes.Equal(got, old.Image()) {
		t.Errorf("the old file is not what it was (%v)", err)
	}
	alone(t, filepath.Dir(path), "news.clip")
}

func TestOpenPipe(t *testing.T) {
	path := filepath.Join(t.TempDir(), "pipe")
	if err := unix.Mkfifo(path, 0o600); err != nil {
		t.Skip(err)
	}
	refused(t, path, "no ordinary file")
}
