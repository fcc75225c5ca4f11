package fault

import (
	"context"
	"errors"
	"fmt"
	"testing"

	pkgerrors "github.com/pkg/errors"
)

func TestTry(t *testing.T) {
	for _, c := range []struct {
		name string
		f    func() error
		want string
	}{
		{"an error of ours", func() error { return errors.New("revgnn: one\ntwo") }, "revgnn: one two"},
		{"behind words of GoMLX", func() error {
			return pkgerrors.WithMessage(errors.New("run: no space"),
				"failed to train")
		},
			"run: no space"},
		{"another's error", func() error { return pkgerrors.New("shapes differ") }, "revgnn: shapes differ"},
		{"a panic", func() error { panic(errors.New("conv: odd heads")) }, "conv: odd heads"},
		{"a panic with a text", func() error { panic("index 3") }, "revgnn: index 3"},
	} {
		if err := Try(c.f); err == nil || err.Error() != c.want || fmt.Sprintf("%+v", err) != c.want {
			t.Errorf("%s: %v, want %q", c.name, err, c.want)
		}
	}
	if err := Try(func() error { return nil }); err != nil {
		t.Errorf("no error: %v", err)
	}
}

func TestInterrupted(t *testing.T) {
	err := Interrupted(context.Canceled, "revgnn: stopped at step %d", 7)
	if err.Error() != "revgnn: stopped at step 7" || !errors.Is(err, context.Canceled) || !IsInterruption(err) {
		t.Errorf("%v", err)
	}
	if IsInterruption(errors.New("no")) {
		t.Error("any error is an interruption")
	}
}
