#include "handshake/reply_builder.h"

#include <algorithm>

#include "core/text.h"
#include "handshake/html_title.h"

namespace shakedown::handshake {
namespace {

constexpr size_t kMaxFields = 100;
constexpr size_t kMaxReasonCharacters = 200;
constexpr size_t kKeptBodyOctets = 2048;
constexpr size_t kSearchedForTitle = 16 * 1024;

/// `text` without a UTF-8 sequence that the cut at its end broke.
std::string_view WithoutBrokenEnd(std::string_view text) {
  size_t keep = text.size();
  for (size_t back = 1; back <= 3 && back <= text.size(); ++back) {
    const auto octet = static_cast<uint8_t>(text[text.size() - back]);
    if ((octet & 0xC0) == 0x80) continue;
    if (octet >= 0xC0) keep = text.size() - back;
    break;
  }
  return text.substr(0, keep);
}

bool MayHoldHtml(std::string_view content_type) {
  const std::string lower = ToLowerAscii(content_type);
  return lower.empty() || lower.find("html") != std::string::npos;
}

}  // namespace

void ReplyBuilder::AddField(std::string_view name, std::string_view value) {
  if (fields_.size() < kMaxFields) fields_.emplace_back(name, value);
}

void ReplyBuilder::AppendBody(std::string_view octets) {
  body_.append(octets.substr(0, kSearchedForTitle - body_.size()));
}

attempt::HttpReply ReplyBuilder::Build() const {
  attempt::HttpReply reply;
  reply.status = status_;
  reply.reason = ElideEnd(Printable(reason_), kMaxReasonCharacters);
  std::string_view content_type;
  for (const auto& [name, value] : fields_) {
    reply.headers.emplace_back(Printable(name), Printable(value));
    if (EqualsIgnoringAsciiCase(name, "Content-Type")) content_type = value;
  }
  if (MayHoldHtml(content_type)) reply.title = HtmlTitle(body_);
  std::string_view kept = std::string_view(body_).substr(0, kKeptBodyOctets);
  if (kept.size() < body_.size()) kept = WithoutBrokenEnd(kept);
  reply.body = PrintableLines(kept);
  return reply;
}

}  // namespace shakedown::handshake
