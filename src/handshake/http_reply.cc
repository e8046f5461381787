#include "handshake/http_reply.h"

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/basic_parser.hpp>
#include <limits>
#include <string>

#include "handshake/reply_builder.h"

namespace shakedown::handshake {
namespace http = boost::beast::http;
namespace {

using ErrorCodeOut = boost::beast::error_code;
using Text = boost::beast::string_view;

constexpr uint32_t kMaxHeaderOctets = 64 * 1024;
constexpr size_t kMaxReplyOctets = 1024 * 1024;
constexpr int kMaxInterimReplies = 8;

std::string_view View(Text text) { return {text.data(), text.size()}; }

}  // namespace

/// Beast's state machine with our own small memory.
class HttpReplyReader::Parser final : public http::basic_parser<false> {
 public:
  explicit Parser(bool head_request) {
    eager(true);
    header_limit(kMaxHeaderOctets);
    // We count octets ourselves. "No limit" would refuse every Content-Length in Boost 1.74.
    body_limit(std::numeric_limits<uint64_t>::max());
    skip(head_request);
  }

  const ReplyBuilder& reply() const { return reply_; }
  int status() const { return reply_.status(); }

 private:
  void on_request_impl(http::verb, Text, Text, int, ErrorCodeOut&) override {}
  void on_response_impl(int status, Text reason, int, ErrorCodeOut&) override {
    reply_.set_status(status);
    reply_.set_reason(View(reason));
  }
  void on_field_impl(http::field, Text name, Text value, ErrorCodeOut&) override {
    reply_.AddField(View(name), View(value));
  }
  void on_header_impl(ErrorCodeOut&) override {}
  void on_body_init_impl(const boost::optional<uint64_t>&, ErrorCodeOut&) override {}
  size_t on_body_impl(Text body, ErrorCodeOut&) override { return Keep(body); }
  void on_chunk_header_impl(uint64_t, Text, ErrorCodeOut&) override {}
  size_t on_chunk_body_impl(uint64_t, Text body, ErrorCodeOut&) override { return Keep(body); }
  void on_finish_impl(ErrorCodeOut&) override {}

  size_t Keep(Text body) {
    reply_.AppendBody(View(body));
    return body.size();
  }

  ReplyBuilder reply_;
};

HttpReplyReader::HttpReplyReader(bool head_request)
    : head_request_(head_request), parser_(std::make_unique<Parser>(head_request)) {}
HttpReplyReader::~HttpReplyReader() = default;

void HttpReplyReader::Restart() {
  const bool last = ++interim_ >= kMaxInterimReplies;
  parser_ = std::make_unique<Parser>(head_request_);
  finished_ = last;
}

/// Gives the parser what it can use of `octets`; how many it used.
size_t HttpReplyReader::Parse(ByteSpan octets) {
  size_t used = 0;
  while (used < octets.size() && !done()) {
    ErrorCodeOut problem;
    used += parser_->put(boost::asio::const_buffer(octets.data() + used, octets.size() - used),
                         problem);
    if (problem == http::error::need_more) break;
    if (problem) {
      finished_ = true;
    } else if (parser_->is_done() && parser_->status() / 100 == 1 && parser_->status() != 101) {
      Restart();
    }
  }
  return used;
}

void HttpReplyReader::Feed(ByteSpan octets) {
  if (done()) return;
  octets_ += octets.size();
  if (!pending_.empty()) {
    pending_.insert(pending_.end(), octets.begin(), octets.end());
    pending_.erase(pending_.begin(), pending_.begin() + static_cast<ptrdiff_t>(Parse(pending_)));
  } else {
    const ByteSpan left = octets.subspan(Parse(octets));
    pending_.assign(left.begin(), left.end());
  }
  if (octets_ >= kMaxReplyOctets) finished_ = true;
}

void HttpReplyReader::End() {
  if (done()) return;
  finished_ = true;
  ErrorCodeOut problem;
  if (parser_->is_header_done()) {
    parser_->put_eof(problem);
    return;
  }
  if (parser_->status() != 0) return;
  // Cut off early. The complete lines are evidence: read them as if the header ended there.
  std::string header(AsText(pending_));
  const size_t last_line_end = header.rfind("\r\n");
  if (last_line_end == std::string::npos) return;
  header.resize(last_line_end);
  header += "\r\n\r\n";
  parser_ = std::make_unique<Parser>(true);
  parser_->put(boost::asio::buffer(header), problem);
}

bool HttpReplyReader::done() const { return finished_ || parser_->is_done(); }
bool HttpReplyReader::complete() const { return parser_->is_done(); }
bool HttpReplyReader::announces_close() const {
  return parser_->is_header_done() && !parser_->keep_alive();
}

std::optional<attempt::HttpReply> HttpReplyReader::Reply() const {
  if (parser_->status() == 0) return std::nullopt;
  return parser_->reply().Build();
}

}  // namespace shakedown::handshake
