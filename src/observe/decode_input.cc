#include "observe/decode_input.h"

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <utility>

#include "core/hex.h"
#include "core/text.h"
#include "observe/capture.h"
#include "observe/record_stream.h"
#include "ossl/error_queue.h"
#include "ossl/handles.h"
#include "tls/code_points.h"
#include "tls/distinguished_name.h"

namespace shakedown::observe {
namespace {

constexpr std::string_view kPemBegin = "-----BEGIN ";
constexpr std::string_view kPemDashes = "-----";
constexpr size_t kMaxRuns = 1000;

constexpr std::array<std::pair<OctetKind, const char*>, 5> kKinds = {
    {{OctetKind::kRecords, "records"},
     {OctetKind::kMessages, "messages"},
     {OctetKind::kCertificate, "certificate"},
     {OctetKind::kName, "name"},
     {OctetKind::kCapture, "capture"}}};

/// The lines of `text` without comments and without the offsets of hex dumps.
std::string WithoutDecoration(std::string_view text) {
  std::string kept;
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = Trimmed(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.starts_with('#')) continue;
    const size_t colon = line.find(": ");
    if (colon != std::string_view::npos && colon >= 4) line.remove_prefix(colon + 1);
    kept += line;
    kept += ' ';
  }
  return kept;
}

std::optional<Bytes> ReadHex(std::string_view content) {
  std::string text = WithoutDecoration(content);
  for (size_t at = text.find("0x"); at != std::string::npos; at = text.find("0x", at)) {
    text.replace(at, 2, "  ");
  }
  std::replace_if(
      text.begin(), text.end(),
      [](char c) { return c == ',' || c == '\t' || c == '\r' || c == '-'; }, ' ');
  auto octets = FromHex(text);
  return octets && !octets->empty() ? std::move(octets) : std::nullopt;
}

std::optional<Bytes> ReadBase64(std::string_view content) {
  std::string text;
  for (const char c : content) {
    if (c == ' ' || c == '\n' || c == '\r' || c == '\t') continue;
    text += c == '-' ? '+' : c == '_' ? '/' : c;  // RFC 4648 section 5
  }
  while (text.size() % 4 != 0 && !text.ends_with("===")) text += '=';
  if (text.size() < 8 || text.size() % 4 != 0) return std::nullopt;
  Bytes octets(text.size() / 4 * 3);
  const int length =
      EVP_DecodeBlock(octets.data(), reinterpret_cast<const unsigned char*>(text.data()),
                      static_cast<int>(text.size()));
  ossl::ClearErrors();
  if (length < 0) return std::nullopt;
  const auto padding = static_cast<size_t>(std::count(text.end() - 2, text.end(), '='));
  octets.resize(static_cast<size_t>(length) - padding);
  return octets;
}

std::vector<OctetRun> ReadPem(std::string_view content) {
  std::vector<OctetRun> runs;
  for (size_t at = content.find(kPemBegin); at != std::string_view::npos && runs.size() < kMaxRuns;
       at = content.find(kPemBegin, at)) {
    at += kPemBegin.size();
    const size_t label_end = content.find(kPemDashes, at);
    const size_t body = label_end == std::string_view::npos ? label_end : label_end + 5;
    const size_t end = body == std::string_view::npos ? body : content.find("-----END ", body);
    if (end == std::string_view::npos) break;
    // Keys are not for showing.
    const std::string label(content.substr(at, label_end - at));
    if (label.find("PRIVATE KEY") != std::string::npos) continue;
    if (auto octets = ReadBase64(content.substr(body, end - body))) {
      runs.push_back({*std::move(octets), Printable(label)});
    }
  }
  return runs;
}

bool IsCertificate(ByteSpan octets) {
  const unsigned char* der = octets.data();
  const ossl::X509Ptr certificate(d2i_X509(nullptr, &der, static_cast<long>(octets.size())));
  ossl::ClearErrors();
  return certificate != nullptr;
}

bool IsMessage(ByteSpan octets) {
  constexpr size_t kHeader = 4;
  if (octets.size() < kHeader) return false;
  const size_t length = size_t{octets[1]} << 16 | size_t{octets[2]} << 8 | octets[3];
  const bool known = !tls::Name(tls::HandshakeType{octets[0]}).starts_with("0x");
  // A message that is cut off is still worth a look, as long as its length is sensible.
  return known && length <= std::max<size_t>(octets.size() - kHeader, 1u << 17);
}

}  // namespace

const char* ToString(Writing writing) {
  switch (writing) {
    case Writing::kBinary: return "binary";
    case Writing::kHex: return "hex";
    case Writing::kBase64: return "base64";
    case Writing::kPem: return "PEM";
  }
  return "binary";
}

const char* ToString(OctetKind kind) { return kKinds[static_cast<size_t>(kind)].second; }

std::optional<OctetKind> OctetKindFromName(std::string_view name) {
  for (const auto& [kind, text] : kKinds) {
    if (name == text) return kind;
  }
  return std::nullopt;
}

std::optional<DecodeInput> ReadOctets(std::string_view content) {
  if (content.empty()) return std::nullopt;
  DecodeInput input;
  if (content.find(kPemBegin) != std::string_view::npos) {
    input.writing = Writing::kPem;
    input.runs = ReadPem(content);
    if (!input.runs.empty()) return input;
  }
  if (auto hex = ReadHex(content)) {
    input.writing = Writing::kHex;
    input.runs.push_back({*std::move(hex), {}});
  } else if (auto base64 = ReadBase64(content)) {
    input.writing = Writing::kBase64;
    input.runs.push_back({*std::move(base64), {}});
  } else {
    input.writing = Writing::kBinary;
    const ByteSpan octets = AsBytes(content);
    input.runs.push_back({Bytes(octets.begin(), octets.end()), {}});
  }
  return input;
}

std::optional<OctetKind> KindOf(ByteSpan octets) {
  if (octets.empty()) return std::nullopt;
  if (IsCapture(octets)) return OctetKind::kCapture;
  WireHeader header;
  if (octets.size() >= kRecordHeaderOctets && ReadRecordHeader(octets, &header)) {
    return OctetKind::kRecords;
  }
  if (IsCertificate(octets)) return OctetKind::kCertificate;
  if (tls::DecodeDistinguishedName(octets).ok()) return OctetKind::kName;
  if (IsMessage(octets)) return OctetKind::kMessages;
  return std::nullopt;
}

}  // namespace shakedown::observe
