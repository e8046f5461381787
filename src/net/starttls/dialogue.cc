#include "net/starttls/dialogue.h"

#include <array>

#include "core/text.h"

namespace shakedown::net::starttls {
namespace {

constexpr size_t kMaxShown = 200;
constexpr size_t kMaxMessage = 16 * 1024;
constexpr size_t kMaxHeard = 64 * 1024;
constexpr int kMaxMessages = 100;

/// The start of a TLS record with an alert or a handshake message (RFC 9846 section 5.1). A server
/// that expects TLS answers clear text with an alert.
bool LooksLikeTls(std::string_view text) {
  return text.size() >= 2 && (text[0] == '\x15' || text[0] == '\x16') && text[1] == '\x03';
}

std::string Shown(std::string_view text) { return ElideEnd(Printable(text), kMaxShown); }

}  // namespace

void Dialogue::End(StarttlsEnd end) {
  if (!end_) end_ = end;
}

void Dialogue::Expect(bool consent, bool understood) {
  if (!consent) End(understood ? StarttlsEnd::kRefused : StarttlsEnd::kNotUnderstood);
}

StarttlsOutcome Dialogue::Outcome() const { return {end_.value_or(StarttlsEnd::kReady), reply_}; }

bool Dialogue::SayOctets(std::string_view octets, std::string_view words) {
  if (over()) return false;
  const Exchange sent = SendAll(transport_, AsBytes(octets), deadline_);
  if (sent == Exchange::kTimedOut) {
    End(StarttlsEnd::kTimedOut);
  } else if (sent == Exchange::kClosed) {
    End(StarttlsEnd::kClosed);
  } else {
    listener_(Speaker::kClient, Shown(words));
  }
  return !over();
}

bool Dialogue::Say(std::string_view line) { return SayOctets(std::string(line) + "\r\n", line); }

void Dialogue::Note(std::string_view words) {
  reply_ = Shown(words);
  listener_(Speaker::kServer, reply_);
}

/// Waits once and takes what belongs to the message from the transport; the rest stays there.
bool Dialogue::Fetch(const Framing& framing, std::string* text, bool* complete) {
  std::array<uint8_t, 2048> chunk;
  // A peer that never stops sending is always readable: the clock decides first.
  if (deadline_.over() || !transport_.WaitReadable(deadline_)) {
    End(StarttlsEnd::kTimedOut);
    return false;
  }
  const IoResult peeked = transport_.Peek(chunk);
  if (peeked.status == IoStatus::kWouldBlock) return true;
  if (peeked.status != IoStatus::kDone) {
    End(StarttlsEnd::kClosed);
    return false;
  }
  const size_t before = text->size();
  text->append(AsText(std::span(chunk).first(peeked.octets)));
  if (heard_ == 0 && LooksLikeTls(*text)) {
    End(StarttlsEnd::kTls);
    return false;
  }
  const size_t length = framing(*text);
  if (length == kNoMessage || (length == 0 && text->size() > kMaxMessage)) {
    End(StarttlsEnd::kNotUnderstood);
    return false;
  }
  *complete = length > 0 && length <= text->size();
  if (*complete) text->resize(length);
  transport_.Read(std::span(chunk).first(text->size() - before));
  return true;
}

std::optional<std::string> Dialogue::Hear(const Framing& framing) {
  std::string text;
  bool complete = false;
  while (!over() && !complete) {
    if (!Fetch(framing, &text, &complete)) break;
  }
  heard_ += text.size();
  if (!complete) {
    // What was cut off is evidence all the same.
    if (!text.empty() && end_ != StarttlsEnd::kTls) Note(text);
    return std::nullopt;
  }
  if (heard_ > kMaxHeard || ++messages_ > kMaxMessages) {
    End(StarttlsEnd::kNotUnderstood);
    return std::nullopt;
  }
  return text;
}

std::optional<std::string> Dialogue::HearLine() {
  std::optional<std::string> line = Hear([](std::string_view text) {
    const size_t end = text.find('\n');
    return end == std::string_view::npos ? 0 : end + 1;
  });
  if (!line) return std::nullopt;
  line->pop_back();
  if (line->ends_with('\r')) line->pop_back();
  Note(*line);
  return line;
}

}  // namespace shakedown::net::starttls
