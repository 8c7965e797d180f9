package opensearchnodes

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"testing"
	"time"
)

// orphan is set in the environment of a test process that is to be killed.
const orphan = "OPENSEARCHNODES_ORPHAN"

// A process that is confined ends with the test process, also when that is killed, and is not root's.
func TestConfined(t *testing.T) {
	if os.Getenv(orphan) != "" {
		child := exec.Command("sh", "-c", "id -u; exec sleep 60")
		child.Stdout = os.Stdout
		confine(child)
		fmt.Println(child.Run())
		return
	}
	parent := exec.Command(os.Args[0], "-test.run=^TestConfined$")
	parent.Env = append(os.Environ(), orphan+"=1")
	output, end, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer output.Close()
	parent.Stdout = end
	err = parent.Start()
	end.Close()
	if err != nil {
		t.Fatal(err)
	}
	var user int
	if _, err := fmt.Fscan(output, &user); err != nil || user == 0 {
		t.Errorf("it runs as user %d, %v", user, err)
	}
	if err := parent.Process.Kill(); err != nil {
		t.Error(err)
	}
	parent.Wait() // it was killed
	if err := output.SetReadDeadline(time.Now().Add(30 * time.Second)); err != nil {
		t.Fatal(err)
	}
	// The end of the output is seen when the child, too, is gone.
	if rest, err := io.ReadAll(output); err != nil || len(bytes.TrimSpace(rest)) > 0 {
		t.Errorf("it outlives the test process: %q %v", rest, err)
	}
}
