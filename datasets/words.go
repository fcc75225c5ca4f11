package datasets

import (
	"encoding/binary"
	"errors"
)

// packWords lays words out as a section of a file: of each its length in bytes, 4 bytes little-endian, then the bytes,
// with zeros up to a multiple of 4.
func packWords(words []string) (content []byte) {
	for _, word := range words {
		content = binary.LittleEndian.AppendUint32(content, uint32(len(word)))
		content = append(content, word...)
		content = append(content, make([]byte, -len(word)&3)...)
	}
	return content
}

// unpackWords is the inverse of packWords; never nil.
func unpackWords(content []byte) ([]string, error) {
	words := []string{}
	for len(content) > 0 {
		if len(content) < 4 {
			return nil, errWords
		}
		length := int(binary.LittleEndian.Uint32(content))
		content = content[4:]
		if length > len(content) || length+(-length&3) > len(content) {
			return nil, errWords
		}
		words = append(words, string(content[:length]))
		content = content[length+(-length&3):]
	}
	return words, nil
}

var errWords = errors.New("has a word that is cut short")
