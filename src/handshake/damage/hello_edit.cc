#include "handshake/damage/hello_edit.h"

#include <optional>
#include <vector>

#include "core/byte_reader.h"
#include "handshake/damage/message_edit.h"
#include "tls/code_points.h"

namespace shakedown::handshake::damage {
namespace {

constexpr unsigned kSignallingSuite = 0x00FF;
constexpr unsigned kRenegotiationInfo = 0xFF01;
/// Version and random.
constexpr size_t kFixedOctets = 34;

Bytes SuitesWithout(ByteReader suites, unsigned unwanted) {
  LyingWriter kept({});
  while (!suites.empty()) {
    const auto suite = suites.U16("suite");
    if (!suite) break;
    if (*suite != unwanted) kept.Number(*suite, 2);
  }
  return kept.Take();
}

Bytes ExtensionsWithout(ByteReader extensions, unsigned unwanted) {
  LyingWriter kept({});
  while (!extensions.empty()) {
    const auto type = extensions.U16("type");
    auto data = extensions.Prefixed16("data");
    if (!type || !data) break;
    if (*type == unwanted) continue;
    kept.Number(*type, 2);
    kept.Vector("extension", 2, data->Rest());
  }
  return kept.Take();
}

}  // namespace

Bytes WithoutSecureRenegotiation(ByteSpan message) {
  std::vector<DecodeError> errors;
  ByteReader reader(BodyOf(message), &errors);
  const auto fixed = reader.Take(kFixedOctets, "version and random");
  auto session = reader.Prefixed8("session id");
  auto suites = reader.Prefixed16("cipher suites");
  auto compression = reader.Prefixed8("compression methods");
  Bytes unchanged(message.begin(), message.end());
  if (!fixed || !session || !suites || !compression) return unchanged;
  LyingWriter body({});
  body.Octets(*fixed);
  body.Vector("session", 1, session->Rest());
  body.Vector("suites", 2, SuitesWithout(*suites, kSignallingSuite));
  body.Vector("compression", 1, compression->Rest());
  if (!reader.empty()) {
    const auto extensions = reader.Prefixed16("extensions");
    if (!extensions) return unchanged;
    body.Vector("extensions", 2, ExtensionsWithout(*extensions, kRenegotiationInfo));
  }
  return MakeMessage(tls::HandshakeType::kClientHello, body.Take());
}

}  // namespace shakedown::handshake::damage
