#include "handshake/peer_request.h"

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/parser.hpp>

#include <limits>

#include "core/text.h"

namespace shakedown::handshake {
namespace {

namespace http = boost::beast::http;

std::string Text(boost::beast::string_view text) { return {text.data(), text.size()}; }

}  // namespace

struct RequestReader::Parser {
  http::request_parser<http::empty_body> http;
};

RequestReader::RequestReader() : parser_(std::make_unique<Parser>()) {
  parser_->http.header_limit(kMaxRequestHead);
  // The body is not ours to bound here; boost::none would mean "none allowed" in Beast 1.74.
  parser_->http.body_limit(std::numeric_limits<uint64_t>::max());
}

RequestReader::~RequestReader() = default;

RequestReader::State RequestReader::Feed(ByteSpan data) {
  buffer_.append(AsText(data));
  while (state_ == State::kMore) {
    boost::beast::error_code error;
    const size_t used = parser_->http.put(boost::asio::buffer(buffer_), error);
    buffer_.erase(0, used);
    if (error == http::error::need_more) {
      if (buffer_.size() > kMaxRequestHead) state_ = State::kTooLarge;
      break;
    }
    if (error) {
      state_ = error == http::error::header_limit ? State::kTooLarge : State::kBad;
    } else if (parser_->http.is_header_done()) {
      ReadHead();
      state_ = State::kDone;
    }
  }
  return state_;
}

void RequestReader::ReadHead() {
  const auto& message = parser_->http.get();
  head_.method = Text(message.method_string());
  head_.target = Text(message.target());
  head_.version = static_cast<int>(message.version());
  head_.host = std::string(Trimmed(Text(message[http::field::host])));
  for (const auto& field : message) {
    head_.fields.emplace_back(Text(field.name_string()), Text(field.value()));
  }
  if (const auto length = parser_->http.content_length()) head_.content_length = *length;
  head_.chunked = parser_->http.chunked();
}

}  // namespace shakedown::handshake
