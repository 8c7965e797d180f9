package opensearchnodes

import (
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
)

// nobody is the user and the group that nodes of root run as.
const nobody = 65534

// confine has a process killed when the test process ends, however it ends, and run as nobody when that is
// root's. The kernel watches the thread that started the process; Go ends a thread only with a goroutine that
// was locked to it.
func confine(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if os.Geteuid() == 0 {
		cmd.SysProcAttr.Credential = &syscall.Credential{Uid: nobody, Gid: nobody}
	}
}

// handOver gives a folder and all in it to the user that nodes run as.
func handOver(folder string) error {
	if os.Geteuid() != 0 {
		return nil
	}
	return filepath.WalkDir(folder, func(path string, _ fs.DirEntry, err error) error {
		if err == nil {
			err = os.Lchown(path, nobody, nobody)
		}
		return err
	})
}

// loopback returns a host for a cluster of its own. All of 127.0.0.0/8 is the loopback interface, so a port that
// is free there stays free while its node is down: others listen at 127.0.0.1, and connections start from it.
func loopback() string {
	part := func() int { return 1 + rand.IntN(254) }
	return fmt.Sprintf("127.%d.%d.%d", part(), part(), part())
}
