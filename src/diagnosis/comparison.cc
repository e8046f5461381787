#include "diagnosis/comparison.h"

#include "core/text.h"

namespace shakedown::diagnosis {
namespace {

const attempt::Endpoint& ConnectPoint(const attempt::HandshakeSpec& spec) {
  return spec.connect_to ? *spec.connect_to : spec.target.endpoint;
}

}  // namespace

std::string HostName(std::string_view field) {
  if (field.starts_with('[')) {
    return ToLowerAscii(field.substr(1, field.find(']') - 1));
  }
  const size_t colon = field.rfind(':');
  // More than one colon without brackets is a bare IPv6 address.
  if (colon != std::string_view::npos && field.find(':') == colon) field = field.substr(0, colon);
  if (field.ends_with('.')) field.remove_suffix(1);
  return ToLowerAscii(field);
}

bool SamePoint(const attempt::Attempt& a, const attempt::Attempt& b) {
  return ConnectPoint(a.spec) == ConnectPoint(b.spec) && a.spec.via == b.spec.via;
}

bool SameTarget(const attempt::Attempt& a, const attempt::Attempt& b) {
  return a.spec.target.endpoint == b.spec.target.endpoint;
}

Other LookAt(const attempt::Attempt& other, int index, const attempt::Attempt& self) {
  Other result;
  result.index = index;
  result.attempt = &other;
  result.verdict = ReadVerdict(other);
  for (const attempt::RequestSeen& seen : attempt::CertificateRequests(other.trace)) {
    if (seen.when == attempt::RequestTime::kHandshake) result.request_event = seen.number;
  }
  result.sent = attempt::ClientCertificateSent(other.trace);
  result.resumed = attempt::Resumed(other.trace);
  result.sni = HostName(attempt::EffectiveSni(other.spec));
  result.host = HostName(attempt::RequestedHost(other));
  result.same_point = SamePoint(other, self);
  result.same_target = SameTarget(other, self);
  return result;
}

std::string ServerLeaf(const attempt::HandshakeTrace& trace) {
  const auto checked = attempt::Last<attempt::ServerChecked>(trace);
  return checked && !checked->chain.empty() ? checked->chain.front().sha256 : std::string();
}

}  // namespace shakedown::diagnosis
