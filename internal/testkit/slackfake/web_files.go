package slackfake

import (
	"bytes"
	"encoding/json"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"path"
	"strconv"
	"strings"
	"time"
)

const mostFileBytes = 1 << 30

// File is a file that the app uploaded, or has begun to.
type File struct {
	ID       string
	Name     string
	Title    string
	Length   int // as announced
	AltText  string
	Snippet  string // the argument snippet_type
	Content  []byte
	Received bool   // the content has come
	Shared   bool   // the upload was completed
	Channel  string // empty when it was shared nowhere
	ThreadTS string
	Comment  string // the argument initial_comment
	At       time.Time

	token string
}

// Files returns the files whose upload was completed, the oldest first.
func (f *Fake) Files() []File {
	f.mu.Lock()
	defer f.mu.Unlock()
	var list []File
	f.files.all(func(file *File) bool { list = append(list, *file); return true })
	return list
}

func (f *File) wire() object {
	title := f.Title
	if title == "" {
		title = f.Name
	}
	kind := strings.TrimPrefix(path.Ext(f.Name), ".")
	private := "https://files.slack.com/files-pri/" + teamID + "-" + f.ID + "/" + f.Name
	return object{
		"id": f.ID, "created": seconds(f.At), "timestamp": seconds(f.At), "name": f.Name, "title": title, "mimetype": mimeOf(f.Name), "filetype": kind,
		"pretty_type": strings.ToUpper(kind), "user": botUserID, "user_team": teamID, "editable": false, "size": f.Length, "mode": "hosted",
		"is_external": false, "external_type": "", "is_public": true, "public_url_shared": false, "display_as_bot": false, "username": "",
		"url_private": private, "url_private_download": private + "?download=1", "permalink": "https://" + teamDomain + ".slack.com/files/" + botUserID + "/" + f.ID + "/" + f.Name,
	}
}

func mimeOf(name string) string {
	switch path.Ext(name) {
	case ".md", ".txt", ".bib":
		return "text/plain"
	case ".csv":
		return "text/csv"
	case ".json":
		return "application/json"
	}
	return "application/octet-stream"
}

func (f *Fake) uploadURL(c *call) reply {
	if bad := c.missing("filename", "length"); bad != nil {
		return *bad
	}
	length := c.number("length", 0)
	switch {
	case length <= 0:
		return refusal("invalid_arguments", object{"response_metadata": object{"messages": []string{"[ERROR] must be greater than 0 [json-pointer:/length]"}}})
	case length > mostFileBytes:
		return refusal("file_upload_size_restricted")
	}
	file := &File{ID: f.ids.next("F"), Name: c.str("filename"), Length: length, AltText: c.str("alt_txt"), Snippet: c.str("snippet_type"), At: f.now()}
	file.token = f.ids.uuid()
	f.uploads.add(file.ID, file)
	return success(object{"upload_url": f.address("files.slack.com", "upload/v1/"+file.ID+"."+file.token), "file_id": file.ID})
}

// serveUpload takes the content of a file, as the whole body or as the part of a form.
func (f *Fake) serveUpload(r *http.Request, path string, data []byte) reply {
	if r.Method != http.MethodPost && r.Method != http.MethodPut {
		return plain(http.StatusMethodNotAllowed, "text/plain", "method not allowed")
	}
	if kind, params, _ := mime.ParseMediaType(r.Header.Get("Content-Type")); kind == "multipart/form-data" {
		content, err := firstFile(data, params["boundary"])
		if err != nil {
			return plain(http.StatusBadRequest, "text/plain", "bad form")
		}
		data = content
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	defer f.changed.raise()
	id, token, _ := strings.Cut(strings.TrimPrefix(path, "upload/v1/"), ".")
	file, ok := f.uploads.get(id)
	switch {
	case !ok || file.token != token || file.Shared:
		return plain(http.StatusNotFound, "text/plain", "upload not found")
	case len(data) != file.Length:
		return plain(http.StatusBadRequest, "text/plain", "the content has another length than was announced")
	}
	file.Content, file.Received = data, true
	return plain(http.StatusOK, "text/plain; charset=utf-8", "OK - "+strconv.Itoa(len(data)))
}

func firstFile(data []byte, boundary string) ([]byte, error) {
	reader := multipart.NewReader(bytes.NewReader(data), boundary)
	for {
		part, err := reader.NextPart()
		if err != nil {
			return nil, err
		}
		if part.FileName() != "" {
			return io.ReadAll(part)
		}
	}
}

func (f *Fake) completeUpload(c *call) reply {
	if bad := c.missing("files"); bad != nil {
		return *bad
	}
	var wanted []struct {
		ID    string `json:"id"`
		Title string `json:"title"`
	}
	if json.Unmarshal(c.raw("files"), &wanted) != nil || len(wanted) == 0 {
		return refusal("invalid_arguments", object{"response_metadata": object{"messages": []string{"[ERROR] must provide an array [json-pointer:/files]"}}})
	}
	var files []*File
	for _, w := range wanted {
		file, ok := f.uploads.get(w.ID)
		if !ok || !file.Received || file.Shared {
			return refusal("file_not_found")
		}
		files = append(files, file)
	}
	var ids []string
	for _, list := range []string{c.str("channel_id"), c.str("channels")} {
		for id := range strings.SplitSeq(list, ",") {
			if id != "" {
				ids = append(ids, id)
			}
		}
	}
	var targets []*channel
	for _, id := range ids {
		to, bad := f.writable(id)
		if bad != nil {
			return *bad
		}
		if bad := f.threadFault(to, c.str("thread_ts")); bad != nil {
			return *bad
		}
		targets = append(targets, to)
	}
	blocks, bad := f.messageBlocks(c.raw("blocks"))
	if bad != nil {
		return *bad
	}
	var rendered []object
	for i, file := range files {
		file.Title, file.Shared, file.ThreadTS, file.Comment = wanted[i].Title, true, c.str("thread_ts"), c.str("initial_comment")
		if len(targets) > 0 {
			file.Channel = targets[0].ID
		}
		f.files.add(file)
		rendered = append(rendered, file.wire())
	}
	for _, to := range targets {
		m := f.botMessage(to.ID, ViaUpload)
		m.Subtype, m.Text, m.ThreadTS, m.Blocks = "file_share", c.str("initial_comment"), c.str("thread_ts"), blocks
		for _, file := range files {
			m.Files = append(m.Files, *file)
		}
		f.publish(m)
	}
	return success(object{"files": rendered})
}
