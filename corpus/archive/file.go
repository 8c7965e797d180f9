package archive

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"runtime"
)

// WriteFile writes the archive's image to a file, which Open reads. The file is written beside its place and
// renamed once it is on the disk: a file that was there is replaced as a whole or, whatever fails before, not at all.
// Who has it open keeps the old one. A symbolic link is replaced, not followed. The mode is 0644, less what
// the process's mask takes away. Errors name the file.
func (a *Archive) WriteFile(path string) error {
	defer hold(a)()
	if err := writeFile(path, a.image); err != nil {
		return fmt.Errorf("%s: %w", path, plain(err))
	}
	return nil
}

func writeFile(path string, data []byte) error {
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		return errFolder
	}
	folder := filepath.Dir(path)
	temp, err := os.MkdirTemp(folder, "."+filepath.Base(path)+".*") // a file of CreateTemp has a mode of its own
	if err != nil {
		return err
	}
	defer os.RemoveAll(temp)
	fresh := filepath.Join(temp, filepath.Base(path))
	f, err := os.OpenFile(fresh, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	if err == nil {
		err = f.Sync()
	}
	if err := errors.Join(err, f.Close()); err != nil {
		return err
	}
	if err := os.Rename(fresh, path); err != nil {
		return err
	}
	return syncFolder(folder)
}

// Open returns the archive in a file. Where the system allows it the file is mapped into memory, which it then
// shares with all other processes that have it open. The memory is given back when nothing refers to the archive,
// or to its Lexicon, any more: an archive that was replaced while questions were read from it need not be closed.
//
// The file is checked as a whole: one that is cut short, is damaged in any byte, is of another version or is no
// index is refused, with an error of one line that names it. It must not be changed while it is open, only replaced as
// WriteFile does. Reading a part that is gone, because somebody has written into it all the same, panics.
func Open(path string) (*Archive, error) {
	a, err := open(path)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, plain(err))
	}
	return a, nil
}

var (
	errFolder = errors.New("it is a folder")
	errEmpty  = errors.New("it is empty, and so no index of clippings")
	errCut    = errors.New("it is cut short: make it anew with clippings index")
)

func open(path string) (*Archive, error) {
	info, err := os.Stat(path) // before it is opened: opening a pipe waits
	switch {
	case err != nil:
		return nil, err
	case info.IsDir():
		return nil, errFolder
	case !info.Mode().IsRegular():
		return nil, errors.New("it is no ordinary file")
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	if info, err = f.Stat(); err != nil { // it may have been replaced
		return nil, err
	}
	switch size := info.Size(); {
	case size == 0:
		return nil, errEmpty
	case size > math.MaxInt:
		return nil, errors.New("it is too large for this machine")
	}
	image, release, err := memoryOf(f, int(info.Size()))
	if err != nil {
		return nil, err
	}
	a, err := readHeld(image)
	if err != nil {
		release()
		return nil, err
	}
	// The Lexicon, to which the archive refers, is what outlives all others that read the memory.
	cleanup := runtime.AddCleanup(a.Lexicon, func(release func() error) { release() }, release)
	a.release = func() error {
		cleanup.Stop()
		return release()
	}
	return a, nil
}

// readHeld is read for a file that may be cut short meanwhile.
func readHeld(image []byte) (a *Archive, err error) {
	defer catchFault(&err)()
	return read(image)
}

// readAll reads a file into memory, for systems or files that cannot be mapped.
func readAll(f *os.File, size int) ([]byte, func() error, error) {
	image := make([]byte, size)
	if _, err := io.ReadFull(io.NewSectionReader(f, 0, int64(size)), image); err != nil {
		return nil, nil, err
	}
	return image, func() error { return nil }, nil
}

// plain is an error without the path, which is told ahead of it.
func plain(err error) error {
	var at *fs.PathError
	var link *os.LinkError
	switch {
	case errors.As(err, &at):
		return at.Err
	case errors.As(err, &link):
		return link.Err
	}
	return err
}
