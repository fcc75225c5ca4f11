package fetch

import (
	"context"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"io"
)

// Sum is a checksum in hexadecimal: a SHA-256 (64 digits) or the id that git gives to a file's content (40 digits).
type Sum string

func (s Sum) wellFormed() error {
	if _, err := hex.DecodeString(string(s)); err != nil {
		return fmt.Errorf("the sum %q is not hexadecimal", string(s))
	}
	switch len(s) {
	case 0, 2 * sha1.Size, 2 * sha256.Size:
		return nil
	}
	return fmt.Errorf("the sum %q has %d digits, expected 64 (SHA-256) or 40 (git)", string(s), len(s))
}

func (s Sum) kind() string {
	if len(s) == 2*sha1.Size {
		return "git sum"
	}
	return "SHA-256"
}

// of is the sum of the same kind over the size bytes that r holds. Git's is the SHA-1 of "blob", the size, a zero byte
// and the content (Pro Git, 2nd edition, section 10.2).
func (s Sum) of(ctx context.Context, r io.Reader, size int64) (Sum, error) {
	var h hash.Hash
	if len(s) == 2*sha1.Size {
		h = sha1.New()
		fmt.Fprintf(h, "blob %d\x00", size)
	} else {
		h = sha256.New()
	}
	for err := error(nil); err != io.EOF; {
		if err := ctx.Err(); err != nil {
			return "", err
		}
		const atOnce = 16 << 20 // bytes, between two looks at the context
		if _, err = io.CopyN(h, r, atOnce); err != nil && err != io.EOF {
			return "", err
		}
	}
	return Sum(hex.EncodeToString(h.Sum(nil))), nil
}
