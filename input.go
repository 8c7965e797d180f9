package main

import (
	"context"
	"errors"
	"io"
	"reflect"

	"github.com/alecthomas/kong"
)

// input is p.in, which ends with ctx's error once ctx is done, also while somebody is waited for. It reads ahead, so
// it is made once, by what reads p.in to its end.
func (p *program) input(ctx context.Context) io.Reader {
	r, w := io.Pipe()
	go func() {
		_, err := io.Copy(w, p.in)
		w.CloseWithError(err)
	}()
	context.AfterFunc(ctx, func() { w.CloseWithError(ctx.Err()) })
	return r
}

// decodePath reads a path of the command line as kong does, but for an empty one, as of a variable that is not set:
// that would be the folder which the program is started in.
func decodePath(arg *kong.DecodeContext, target reflect.Value) error {
	var path string
	if err := arg.Scan.PopValueInto("path", &path); err != nil {
		return err
	}
	if path == "" {
		return errors.New("the path is empty")
	}
	if path != standardInput {
		path = kong.ExpandPath(path)
	}
	target.SetString(path)
	return nil
}
