#include <algorithm>
#include <utility>

#include "core/text.h"
#include "handshake/http_reply.h"
#include "observe/application_watch.h"

namespace shakedown::observe {
namespace {

constexpr size_t kMaxHead = 64 * 1024;
constexpr size_t kMaxRequests = 64;
constexpr std::string_view kHeadEnd = "\r\n\r\n";

bool IsToken(std::string_view word) {
  return !word.empty() && word.size() <= 32 && std::all_of(word.begin(), word.end(), [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' || c == '_';
  });
}

/// A sequence of requests, each followed by its reply.
class Http1Watch final : public ApplicationWatch {
 public:
  explicit Http1Watch(TraceWriter* writer) : writer_(writer) {}

  void OnClient(ByteSpan octets) override {
    if (octets.empty() || foreign_) return;
    if (reply_ == nullptr || reply_->done()) {
      Begin();
      writer_->AddRequest(octets.size(), 0);
    } else {
      writer_->ExtendRequest(octets.size());
    }
    if (head_read_) return;  // a request body
    head_ += AsText(octets.first(std::min(octets.size(), kMaxHead - head_.size())));
    ReadHead();
  }

  void OnServer(ByteSpan octets) override {
    if (foreign_) return;
    if (reply_ == nullptr) Begin();  // said before it was asked
    reply_->Feed(octets);
    if (reply_->done()) Record();
  }

  void OnServerEnd() override {
    if (reply_ == nullptr || foreign_) return;
    reply_->End();
    Record();
  }

  bool understood() const override { return !foreign_; }

 private:
  void Begin() {
    head_.clear();
    head_read_ = false;
    recorded_ = false;
    reply_ = std::make_unique<handshake::HttpReplyReader>(false);
  }

  void ReadHead() {
    const size_t end = head_.find(kHeadEnd);
    const size_t blank = head_.find(' ');
    const bool hopeless = !IsToken(std::string_view(head_).substr(0, blank)) ||
                          (end == std::string::npos && head_.size() >= kMaxHead);
    if (hopeless) foreign_ = true;
    if (hopeless || end == std::string::npos) return;
    head_read_ = true;
    auto request = ReadRequestHead(std::string_view(head_).substr(0, end + kHeadEnd.size()));
    if (!request) {
      foreign_ = true;
      return;
    }
    if (request->method == "HEAD") reply_ = std::make_unique<handshake::HttpReplyReader>(true);
    Keep(*std::move(request));
    head_.clear();
  }

  void Record() {
    if (std::exchange(recorded_, true)) return;
    if (auto reply = reply_->Reply()) writer_->Add(*std::move(reply));
  }

  TraceWriter* const writer_;
  std::unique_ptr<handshake::HttpReplyReader> reply_;  ///< to the request under way
  std::string head_;
  bool head_read_ = false;
  bool recorded_ = false;
  bool foreign_ = false;
};

}  // namespace

void ApplicationWatch::Keep(attempt::HttpRequest request) {
  if (requests_.size() < kMaxRequests) requests_.push_back(std::move(request));
}

std::optional<attempt::HttpRequest> ReadRequestHead(std::string_view head) {
  const size_t line_end = head.find("\r\n");
  if (line_end == std::string_view::npos) return std::nullopt;
  const std::vector<std::string_view> words = Words(head.substr(0, line_end));
  if (words.size() != 3 || !IsToken(words[0]) || !words[2].starts_with("HTTP/1.")) {
    return std::nullopt;
  }
  attempt::HttpRequest request;
  request.method = words[0];
  request.path = Printable(words[1]);
  std::string_view rest = head.substr(line_end + 2);
  while (!rest.empty()) {
    const size_t end = std::min(rest.find("\r\n"), rest.size());
    const std::string_view line = rest.substr(0, end);
    const size_t colon = line.find(':');
    if (colon != std::string_view::npos && EqualsIgnoringAsciiCase(line.substr(0, colon), "host")) {
      request.host = Printable(Trimmed(line.substr(colon + 1)));
    }
    rest.remove_prefix(std::min(end + 2, rest.size()));
  }
  return request;
}

std::unique_ptr<ApplicationWatch> MakeHttp1Watch(TraceWriter* writer) {
  return std::make_unique<Http1Watch>(writer);
}

}  // namespace shakedown::observe
