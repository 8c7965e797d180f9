//go:build unix

package archive

import (
	"errors"
	"os"
	"sync"

	"golang.org/x/sys/unix"
)

// memoryOf maps a file into memory, or reads it where it cannot be mapped. Release gives the memory back; from the second
// time on it does nothing.
func memoryOf(f *os.File, size int) (image []byte, release func() error, err error) {
	image, err = unix.Mmap(int(f.Fd()), 0, size, unix.PROT_READ, unix.MAP_SHARED)
	if errors.Is(err, unix.ENODEV) || errors.Is(err, unix.EINVAL) {
		return readAll(f, size)
	}
	if err != nil {
		return nil, nil, os.NewSyscallError("mmap", err)
	}
	return image, sync.OnceValue(func() error { return unix.Munmap(image) }), nil
}

// syncFolder makes a rename in a folder last.
func syncFolder(folder string) error {
	f, err := os.Open(folder)
	if err != nil {
		return err
	}
	err = f.Sync()
	if errors.Is(err, unix.EINVAL) || errors.Is(err, unix.ENOTSUP) { // some file systems have none
		err = nil
	}
	return errors.Join(err, f.Close())
}
