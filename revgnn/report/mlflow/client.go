package mlflow

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"
)

// client calls a tracking server.
type client struct {
	server string // without a slash at its end
	http   *http.Client
}

// newClient takes the server that MLFLOW_TRACKING_URI names where the address is "".
func newClient(server string, h *http.Client) (client, error) {
	server = cmp.Or(server, os.Getenv("MLFLOW_TRACKING_URI"))
	address, err := url.Parse(server)
	if err != nil || address.Host == "" || address.Scheme != "http" && address.Scheme != "https" {
		return client{}, fmt.Errorf("mlflow: %q is no address of a tracking server; start one by \"mlflow server\" "+
			"and give http://127.0.0.1:5000, or set MLFLOW_TRACKING_URI", server)
	}
	if h == nil {
		h = &http.Client{Timeout: 30 * time.Second}
	}
	return client{strings.TrimRight(server, "/"), h}, nil
}

// refusal is an error that the server tells.
type refusal struct {
	Code    string `json:"error_code"`
	Message string `json:"message"`
	status  string
}

func (r *refusal) Error() string {
	message, _, _ := strings.Cut(r.Message, "\n")
	return strings.TrimSpace(fmt.Sprintf("%s %s %s", r.status, r.Code, message))
}

// missing tells whether the server says that something does not exist.
func missing(err error) bool {
	var r *refusal
	return errors.As(err, &r) && r.Code == "RESOURCE_DOES_NOT_EXIST"
}

// post calls a method with a JSON object; answer may be nil.
func (c client) post(ctx context.Context, method string, body, answer any) error {
	content, err := json.Marshal(body)
	if err != nil {
		return err
	}
	return c.call(ctx, http.MethodPost, method, bytes.NewReader(content), answer)
}

func (c client) get(ctx context.Context, method string, query url.Values, answer any) error {
	return c.call(ctx, http.MethodGet, method+"?"+query.Encode(), nil, answer)
}

func (c client) call(ctx context.Context, verb, method string, body io.Reader, answer any) error {
	request, err := http.NewRequestWithContext(ctx, verb, c.server+"/api/2.0/mlflow/"+method, body)
	if err != nil {
		return fmt.Errorf("mlflow: %w", err)
	}
	if body != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	response, err := c.http.Do(request)
	if err != nil {
		var address *url.Error // which has the user's name and password
		if errors.As(err, &address) {
			err = address.Err
		}
		return fmt.Errorf("mlflow: %s: %w", request.URL.Redacted(), err)
	}
	defer response.Body.Close()
	const most = 64 << 20
	content, err := io.ReadAll(io.LimitReader(response.Body, most))
	if err == nil && response.StatusCode != http.StatusOK {
		r := &refusal{status: response.Status}
		if json.Unmarshal(content, r) != nil {
			r.Message = strings.TrimSpace(string(content[:min(len(content), 200)]))
		}
		err = r
	} else if err == nil && answer != nil {
		err = json.Unmarshal(content, answer)
	}
	if err != nil {
		return fmt.Errorf("mlflow: %s: %w", request.URL.Redacted(), err)
	}
	return nil
}
