package archive

import (
	"runtime"
	"runtime/debug"
)

// hold keeps the memory that an archive or its Lexicon is mapped to from being given back until the function that it
// returns is called, and has a read of what is gone from the file panic instead of ending the process. Whatever
// may be called from outside and reads an image begins with
//
//	defer hold(x)()
//
// since nothing that is collected refers to the memory once slices of it are taken.
func hold(owner any) func() {
	before := debug.SetPanicOnFault(true)
	return func() {
		debug.SetPanicOnFault(before)
		runtime.KeepAlive(owner)
	}
}

// catchFault makes a read of what is gone from a file errCut, where a function begins with
//
//	defer catchFault(&err)()
func catchFault(err *error) func() {
	before := debug.SetPanicOnFault(true)
	return func() {
		debug.SetPanicOnFault(before)
		switch value := recover().(type) {
		case nil:
		case interface{ Addr() uintptr }: // runtime/debug tells that it has one
			*err = errCut
		default:
			panic(value)
		}
	}
}
