package cell

import (
	"context"
	"errors"
	"fmt"
	"os"
	"syscall"
	"testing"
	"time"
)

func ExampleNewTask() {
	sum := NewTask(func(ctx context.Context) (int, error) { return 1 + 2, ctx.Err() })
	fmt.Println(sum.Must())
	cancelled, cancel := context.WithCancel(context.Background())
	cancel()
	_, err := sum.WithContext(cancelled).Done()
	fmt.Println(err)
	// Output:
	// 3
	// context canceled
}

// The notebook's stop button reaches work that Must started, and not that of Done, which catches no signals.
func TestTaskInterrupted(t *testing.T) {
	reached := errors.New("not interrupted")
	NewTask(func(ctx context.Context) (int, error) {
		if err := syscall.Kill(os.Getpid(), syscall.SIGINT); err != nil {
			return 0, err
		}
		select {
		case <-ctx.Done():
			reached = nil
		case <-time.After(time.Minute):
		}
		return 0, nil
	}).Must()
	if reached != nil {
		t.Error(reached)
	}
}

func TestTaskCancelledBefore(t *testing.T) {
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := NewTask(func(context.Context) (int, error) {
		t.Error("the work was done")
		return 0, nil
	}).WithContext(cancelled).Done()
	if !errors.Is(err, context.Canceled) {
		t.Errorf("the error is %v", err)
	}
}
