// A CertificateRequest as label and value lines, for people who have to read what a server asks.
#include <fmt/format.h>

#include <algorithm>

#include "core/hex.h"
#include "core/text.h"
#include "report/layout.h"
#include "report/narrative.h"

namespace shakedown::report {
namespace {

using Lines = std::vector<std::pair<std::string, std::string>>;

constexpr size_t kNamesShown = 20;
constexpr size_t kOctetsShown = 32;
constexpr size_t kExtensionsShown = 20;
constexpr size_t kDefectsShown = 10;
constexpr size_t kCodePointsShown = 64;

template <typename T>
std::string NamesOf(const std::vector<T>& values) {
  std::vector<std::string> names;
  for (const T value : values) {
    if (names.size() == kCodePointsShown) break;
    names.push_back(tls::Name(value));
  }
  std::string text = Joined(names, ", ");
  if (values.size() > names.size()) {
    text += fmt::format(" ... and {} more", values.size() - names.size());
  }
  return text;
}

std::string HexOf(ByteSpan bytes) {
  if (bytes.empty()) return "empty";
  const size_t shown = std::min(bytes.size(), kOctetsShown);
  std::string text = ToHex(bytes.first(shown));
  if (shown < bytes.size()) text += fmt::format("... ({} bytes)", bytes.size());
  return text;
}

void AddAlgorithms(const tls::CertificateRequest& request, Lines& lines) {
  const bool tls12 = request.version >= tls::Version::kTls12;
  if (!request.signature_algorithms.empty()) {
    lines.emplace_back("Algorithms", NamesOf(request.signature_algorithms));
  } else if (request.has_signature_algorithms) {
    lines.emplace_back("Algorithms", "an empty list: no signature is acceptable");
  } else if (tls12) {
    lines.emplace_back("Algorithms", "missing, though the RFC requires signature_algorithms");
  }
  if (!request.signature_algorithms_cert.empty()) {
    lines.emplace_back("In chains", NamesOf(request.signature_algorithms_cert));
  }
}

void AddNames(const tls::CertificateRequest& request, Lines& lines) {
  const size_t count = request.ca_names.size();
  if (count == 0) {
    lines.emplace_back("CA names", "none: the server does not say which issuers it trusts");
    return;
  }
  lines.emplace_back("CA names", std::to_string(count));
  const size_t shown = std::min(count, kNamesShown);
  for (size_t i = 0; i < shown; ++i) {
    const std::string text = Printable(tls::ToText(request.ca_names[i]));
    lines.emplace_back("", text.empty() ? "(empty name)" : text);
  }
  if (shown < count) lines.emplace_back("", fmt::format("... and {} more", count - shown));
}

/// Whether the extension is told by a line of its own already.
bool IsToldElsewhere(tls::ExtensionType type) {
  switch (type) {
    case tls::ExtensionType::kSignatureAlgorithms:
    case tls::ExtensionType::kSignatureAlgorithmsCert:
    case tls::ExtensionType::kCertificateAuthorities:
    case tls::ExtensionType::kOidFilters:
    case tls::ExtensionType::kStatusRequest: return true;
    default: return false;
  }
}

void AddExtensions(const tls::CertificateRequest& request, Lines& lines) {
  if (!request.oid_filters.empty()) {
    lines.emplace_back("OID filters", std::to_string(request.oid_filters.size()));
  }
  if (request.status_request) lines.emplace_back("OCSP", "a stapled response is asked for");
  size_t shown = 0;
  size_t left_out = 0;
  for (const tls::Extension& extension : request.extensions) {
    if (IsToldElsewhere(extension.type)) continue;
    if (shown == kExtensionsShown) {
      ++left_out;
      continue;
    }
    lines.emplace_back(
        shown == 0 ? "Extensions" : "",
        fmt::format("{}{}: {}", tls::Name(extension.type),
                    tls::IsKnown(extension.type) ? "" : " (unknown)", HexOf(extension.data)));
    ++shown;
  }
  if (left_out > 0) lines.emplace_back("", fmt::format("... and {} more", left_out));
}

void AddDefects(const std::vector<DecodeError>& errors, Lines& lines) {
  const size_t shown = std::min(errors.size(), kDefectsShown);
  for (size_t i = 0; i < shown; ++i) {
    lines.emplace_back(i == 0 ? "Malformed" : "", Printable(errors[i].Text()));
  }
  if (shown < errors.size()) {
    lines.emplace_back("", fmt::format("... and {} more", errors.size() - shown));
  }
}

const char* WhenText(attempt::RequestTime when) {
  switch (when) {
    case attempt::RequestTime::kHandshake: return "in the handshake";
    case attempt::RequestTime::kRenegotiation: return "in a renegotiation, after the request";
    case attempt::RequestTime::kPostHandshake: return "after the handshake, on a request";
  }
  return "in the handshake";
}

void AddBody(const tls::CertificateRequest& request, Lines& lines) {
  if (!request.context.empty()) lines.emplace_back("Context", HexOf(request.context));
  if (!request.certificate_types.empty()) {
    lines.emplace_back("Types", NamesOf(request.certificate_types));
  }
  AddAlgorithms(request, lines);
  AddNames(request, lines);
  AddExtensions(request, lines);
}

}  // namespace

Lines DescribeRequest(const tls::CertificateRequest& request) {
  Lines lines;
  lines.emplace_back("Version", tls::Name(request.version));
  AddBody(request, lines);
  return lines;
}

Lines DescribeRequest(const attempt::RequestSeen& seen) {
  Lines lines;
  lines.emplace_back("Version", tls::Name(seen.request->version));
  lines.emplace_back("When", WhenText(seen.when));
  if (seen.message != nullptr && !seen.message->raw.empty()) {
    lines.emplace_back("Size", fmt::format("{} bytes", seen.message->raw.size()));
  }
  AddBody(*seen.request, lines);
  if (seen.message != nullptr) AddDefects(seen.message->errors, lines);
  return lines;
}

}  // namespace shakedown::report
