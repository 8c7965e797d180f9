package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"

	"go.yaml.in/yaml/v3"
)

// settings are what config.example.yaml documents. The zero value is what holds without a file.
type settings struct {
	// Corpus is a folder with other coverage than the built-in one.
	Corpus string `yaml:"corpus"`
	// Contact is shown ahead of a reply to somebody in an emergency.
	Contact string `yaml:"contact"`
}

// loadSettings reads a settings file strictly; an empty path gives the zero value. An unknown key
// is an error that names the file and the line.
func loadSettings(path string) (settings, error) {
	var s settings
	if path == "" {
		return s, nil
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return s, fmt.Errorf("config: %w", err)
	}
	dec := yaml.NewDecoder(bytes.NewReader(data))
	dec.KnownFields(true)
	err = dec.Decode(&s)
	var many *yaml.TypeError
	switch {
	case errors.Is(err, io.EOF): // an empty file
		return s, nil
	case errors.As(err, &many):
		var errs []error
		for _, line := range many.Errors {
			line = unknownSetting.ReplaceAllString(line, `unknown setting "$1"`)
			errs = append(errs, fmt.Errorf("config: %s: %s", path, line))
		}
		return s, errors.Join(errs...)
	case err != nil:
		return s, fmt.Errorf("config: %s: %w", path, err)
	case dec.Decode(new(yaml.Node)) != io.EOF:
		return s, fmt.Errorf("config: %s: more than one YAML document", path)
	}
	return s, nil
}

// unknownSetting finds what the YAML library says of a key that settings lacks.
var unknownSetting = regexp.MustCompile(`field (\S+) not found in type \S+`)
