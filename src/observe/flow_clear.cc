// Flow: octets before TLS begins (STARTTLS, CONNECT, a PROXY protocol header), and in its place.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/text.h"
#include "observe/flow.h"

namespace shakedown::observe {
namespace {

using attempt::Side;

constexpr size_t kMaxDialogueOctets = 16 * 1024;
constexpr size_t kMaxLine = 200;
constexpr size_t kForeignOctets = 64;
constexpr uint8_t kHandshakeRecord = 22;
constexpr uint8_t kClientHello = 1;

/// Whether a ClientHello's record begins here (RFC 9846 sections 5.1 and 4), as far as the octets
/// go.
bool BeginsTls(ByteSpan octets) {
  WireHeader header;
  if (octets[0] != kHandshakeRecord || !ReadRecordHeader(octets, &header)) return false;
  return octets.size() <= kRecordHeaderOctets || octets[kRecordHeaderOctets] == kClientHello;
}

/// Words after which a secret follows; the rest of such a line is left out.
std::string WithoutSecrets(std::string_view line) {
  constexpr std::array<std::string_view, 6> kBefore = {"authorization:", "auth ", "pass ",
                                                       "login ",         "user ", "password"};
  const std::string lower = ToLowerAscii(line);
  for (const std::string_view word : kBefore) {
    const size_t at = lower.find(word);
    if (at != std::string::npos) return std::string(line.substr(0, at + word.size())) + "...";
  }
  return std::string(line);
}

bool IsText(ByteSpan octets) {
  return std::all_of(octets.begin(), octets.end(), [](uint8_t c) {
    return (c >= 0x20 && c != 0x7f) || c == '\r' || c == '\n' || c == '\t';
  });
}

}  // namespace

/// What of `octets` belongs to TLS. What comes before it is kept as dialogue.
ByteSpan Flow::FindTls(Side from, ByteSpan octets) {
  if (from == Side::kServer) {
    KeepDialogue(from, octets);
    return {};
  }
  // The very first octet of a connection is enough; later a whole header has to be there.
  const bool first = client_.octets == octets.size() && server_.octets == 0;
  for (size_t at = 0; at < octets.size(); ++at) {
    const ByteSpan rest = octets.subspan(at);
    if (!BeginsTls(rest)) continue;
    if (rest.size() <= kRecordHeaderOctets && !(first && at == 0)) continue;
    if (at > 0) KeepDialogue(from, octets.first(at));
    tls_begun_ = true;
    return rest;
  }
  KeepDialogue(from, octets);
  return {};
}

void Flow::KeepDialogue(Side from, ByteSpan octets) {
  if (from == Side::kServer && server_.first.empty()) {
    const ByteSpan kept = octets.first(std::min(octets.size(), kForeignOctets));
    server_.first.assign(kept.begin(), kept.end());
  }
  if (dialogue_octets_ >= kMaxDialogueOctets) return;
  dialogue_octets_ += octets.size();
  if (!IsText(octets)) {
    writer_.Add(attempt::DialogueLine{from, fmt::format("({} octets, not text)", octets.size())});
    return;
  }
  std::string_view text = AsText(octets);
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size());
    const std::string line = WithoutSecrets(Trimmed(text.substr(0, end)));
    if (!line.empty())
      writer_.Add(attempt::DialogueLine{from, ElideEnd(Printable(line), kMaxLine)});
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

/// The server answers a ClientHello with something else.
void Flow::RecordForeign() { writer_.Add(attempt::NotTls{server_.first}); }

}  // namespace shakedown::observe
