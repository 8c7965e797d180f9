package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"

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
	if err := dec.Decode(&s); err != nil && !errors.Is(err, io.EOF) {
		var many *yaml.TypeError
		if errors.As(err, &many) {
			return s, fmt.Errorf("config: %s: %s", path, many.Errors[0])
		}
		return s, fmt.Errorf("config: %s: %w", path, err)
	}
	return s, nil
}
