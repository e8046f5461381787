#include "handshake/http2_reply.h"

#include <charconv>

namespace shakedown::handshake {
namespace {

constexpr size_t kMaxFieldOctets = 64 * 1024;
/// What a field counts beyond its text (RFC 9113 section 6.5.2), so that empty ones count too.
constexpr size_t kFieldOverhead = 32;
constexpr size_t kMaxBodyOctets = 1024 * 1024;
constexpr int kMaxInterimReplies = 8;

int StatusOf(std::string_view text) {
  int status = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), status);
  const bool number = problem == std::errc() && end == text.data() + text.size();
  return number && status >= 100 && status <= 999 ? status : 0;
}

}  // namespace

void Http2Reply::BeginFields() {
  if (!final_) builder_ = ReplyBuilder();
}

bool Http2Reply::AddField(std::string_view name, std::string_view value) {
  field_octets_ += name.size() + value.size() + kFieldOverhead;
  if (field_octets_ > kMaxFieldOctets) return false;
  if (final_) return true;
  if (name == ":status") {
    builder_.set_status(StatusOf(value));
  } else if (!name.starts_with(':')) {
    builder_.AddField(name, value);
  }
  return true;
}

bool Http2Reply::EndFields() {
  if (final_) return true;
  if (builder_.status() == 0) return false;
  final_ = builder_.status() / 100 != 1;
  return final_ || ++interim_ <= kMaxInterimReplies;
}

bool Http2Reply::AppendBody(std::string_view octets) {
  builder_.AppendBody(octets);
  body_octets_ += octets.size();
  return body_octets_ <= kMaxBodyOctets;
}

void Http2Reply::Close(bool in_order) {
  closed_ = true;
  in_order_ = in_order;
}

std::optional<attempt::HttpReply> Http2Reply::Reply() const {
  if (builder_.status() == 0) return std::nullopt;
  return builder_.Build();
}

}  // namespace shakedown::handshake
