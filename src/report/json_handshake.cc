#include "report/json_handshake.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "attempt/trace_view.h"
#include "core/hex.h"
#include "core/text.h"
#include "report/json_event.h"
#include "report/narrative.h"

namespace shakedown::report {
namespace {

using attempt::HandshakeTrace;
using attempt::Side;

/// A CertificateRequest up to this size is kept as it came; beyond, only a malformed one is.
constexpr size_t kMaxRaw = 16384;

template <typename T>
void WriteNames(std::string_view key, const std::vector<T>& values, JsonWriter& json) {
  json.Key(key).BeginArray();
  for (const T value : values) json.Text(tls::Name(value));
  json.EndArray();
}

/// Whether the issuer is among the CA names of the request, by RFC 5280 section 7.1.
const char* IssuerInRequest(const attempt::CertificateFacts& certificate,
                            const tls::CertificateRequest& request) {
  const char* found = "not-listed";
  for (const tls::DistinguishedName& name : request.ca_names) {
    if (tls::SameBytes(name, certificate.issuer)) return "listed";
    if (tls::SameName(name, certificate.issuer)) found = "other-encoding";
  }
  return found;
}

void WriteNamesField(std::string_view key, const std::vector<std::string>& names,
                     JsonWriter& json) {
  if (names.empty()) return;
  json.Key(key).BeginArray();
  for (const std::string& name : names) json.Text(name);
  json.EndArray();
}

/// `request` is the one that the certificate answered; null for those of servers.
void WriteCertificate(const attempt::CertificateFacts& certificate,
                      const tls::CertificateRequest* request, JsonWriter& json) {
  json.BeginObject()
      .Field("subject", tls::ToText(certificate.subject))
      .Field("issuer", tls::ToText(certificate.issuer))
      .KnownField("serial", certificate.serial)
      .Field("not_before", FormatUtc(certificate.not_before))
      .Field("not_after", FormatUtc(certificate.not_after))
      .Field("key", attempt::ToText(certificate.key))
      .KnownField("signature_algorithm", certificate.signature_algorithm)
      .KnownField("sha256", certificate.sha256);
  json.Key("self_signed").Bool(certificate.self_signed);
  if (certificate.signature_verified) {
    json.Key("signature_verified").Bool(*certificate.signature_verified);
  }
  if (certificate.is_ca) json.Key("is_ca").Bool(*certificate.is_ca);
  json.KnownField("subject_key_id", certificate.subject_key_id)
      .KnownField("authority_key_id", certificate.authority_key_id);
  if (certificate.extended_key_usage) {
    std::vector<std::string> usages;
    for (const std::string& oid : *certificate.extended_key_usage) {
      usages.push_back(attempt::UsageName(oid));
    }
    WriteNamesField("extended_key_usage", usages, json);
  }
  WriteNamesField("subject_alt_names", certificate.subject_alt_names, json);
  if (request != nullptr) json.Field("issuer_in_request", IssuerInRequest(certificate, *request));
  json.EndObject();
}

/// At most `count` certificates of a chain, leaf first.
void WriteChain(std::string_view key, const std::vector<attempt::CertificateFacts>& chain,
                size_t count, const tls::CertificateRequest* request, JsonWriter& json) {
  json.Key(key).BeginArray();
  for (size_t i = 0; i < std::min(count, chain.size()); ++i) {
    WriteCertificate(chain[i], request, json);
  }
  json.EndArray();
}

void WritePath(const attempt::PathCheck& path, JsonWriter& json) {
  json.Key("path").BeginObject().Key("trusted").Bool(path.trusted);
  json.Key("findings").BeginArray();
  for (const attempt::PathFinding& finding : path.findings) {
    json.BeginObject().Field("problem", attempt::ToString(finding.problem));
    json.Key("depth").Integer(std::max(0, finding.depth));
    json.KnownField("detail", finding.detail).EndObject();
  }
  json.EndArray().EndObject();
}

void WriteSession(const HandshakeTrace& trace, JsonWriter& json) {
  if (const auto version = attempt::NegotiatedVersion(trace)) {
    json.Field("version", tls::Name(*version));
  }
  const auto returned = attempt::First<attempt::HandshakeReturned>(trace);
  if (!returned) return;
  json.KnownField("cipher", returned->cipher)
      .KnownField("group", returned->group)
      .KnownField("alpn", returned->alpn);
  if (returned->ok) json.Key("resumed").Bool(returned->resumed);
}

void WriteDecodeErrors(const std::vector<DecodeError>& errors, JsonWriter& json) {
  json.Key("decode_errors").BeginArray();
  for (const DecodeError& error : errors) {
    json.BeginObject()
        .Field("field", error.field)
        .Key("offset")
        .Unsigned(error.offset)
        .Field("kind", ToString(error.kind))
        .KnownField("detail", error.detail)
        .EndObject();
  }
  json.EndArray();
}

void WriteRequest(const attempt::RequestSeen& seen, JsonWriter& json) {
  const tls::CertificateRequest& request = *seen.request;
  json.Key("certificate_request").BeginObject().Field("when", attempt::ToString(seen.when));
  json.Key("event").Integer(seen.number);
  WriteNames("certificate_types", request.certificate_types, json);
  WriteNames("signature_algorithms", request.signature_algorithms, json);
  WriteNames("signature_algorithms_cert", request.signature_algorithms_cert, json);
  json.Key("ca_names").BeginArray();
  for (const tls::DistinguishedName& name : request.ca_names) {
    json.BeginObject().Field("dn", tls::ToText(name)).Field("der", ToHex(name.der)).EndObject();
  }
  json.EndArray();
  WriteDecodeErrors(seen.message->errors, json);
  const bool whole = !seen.message->errors.empty() || seen.message->raw.size() <= kMaxRaw;
  if (whole) json.Field("raw", ToHex(seen.message->raw));
  json.EndObject();
}

/// The chain that went out: the identity's, as far as the message on the wire reaches.
void WriteClientCertificate(const attempt::Attempt& attempt, JsonWriter& json) {
  const auto message = attempt::ClientCertificate(attempt.trace);
  if (!message) return;
  const auto* body = std::get_if<tls::CertificateMessage>(&message->body);
  if (body == nullptr) return;
  const auto requests = attempt::CertificateRequests(attempt.trace);
  const tls::CertificateRequest* request = requests.empty() ? nullptr : requests.back().request;
  const attempt::IdentityFacts& identity = attempt.identity;
  json.Key("client_certificate").BeginObject();
  json.Key("sent").Bool(!body->entries.empty());
  WriteChain("chain", identity.chain, body->entries.size(), request, json);
  if (!identity.withheld.empty()) {
    WriteChain("withheld", identity.withheld, identity.withheld.size(), request, json);
  }
  if (identity.path && !body->entries.empty()) WritePath(*identity.path, json);
  json.EndObject();
}

void WriteServerCertificate(const HandshakeTrace& trace, JsonWriter& json) {
  const auto checked = attempt::Last<attempt::ServerChecked>(trace);
  if (!checked) return;
  json.Key("server_certificate").BeginObject();
  WriteChain("chain", checked->chain, checked->chain.size(), nullptr, json);
  if (checked->checked) json.Key("trusted").Bool(checked->trusted);
  json.Key("name_matches").Bool(checked->name_matches);
  json.KnownField("problem", checked->problem).EndObject();
}

/// The alert that ended it: the server's if it sent one, else ours.
void WriteAlert(const HandshakeTrace& trace, JsonWriter& json) {
  auto alert = attempt::FatalAlert(trace, Side::kServer);
  if (!alert) alert = attempt::FatalAlert(trace, Side::kClient);
  if (!alert) return;
  json.Key("alert").BeginObject();
  json.Key("code").Integer(static_cast<int>(alert->description));
  json.Field("name", tls::Name(alert->description))
      .Field("from", attempt::ToString(alert->from))
      .Field("phase", attempt::ToString(alert->phase))
      .EndObject();
}

/// A session cookie lets its reader in; reports only say that there was one.
bool IsSecretHeader(std::string_view name) {
  return EqualsIgnoringAsciiCase(name, "Set-Cookie") ||
         EqualsIgnoringAsciiCase(name, "Authentication-Info");
}

/// Header names as first spelled; values of repeated ones joined as RFC 9110 section 5.3 does.
void WriteHeaders(const attempt::HttpReply& reply, JsonWriter& json) {
  std::vector<std::pair<std::string, std::string>> merged;
  for (const auto& [raw_name, value] : reply.headers) {
    const std::string name = Printable(raw_name);
    const std::string shown = IsSecretHeader(name) ? "(not shown)" : value;
    const auto same = std::find_if(merged.begin(), merged.end(), [&](const auto& field) {
      return EqualsIgnoringAsciiCase(field.first, name);
    });
    if (same == merged.end()) {
      merged.emplace_back(name, shown);
    } else {
      same->second += ", " + shown;
    }
  }
  json.Key("headers").BeginObject();
  for (const auto& [name, value] : merged) json.Field(name, value);
  json.EndObject();
}

void WriteHttp(const HandshakeTrace& trace, JsonWriter& json) {
  const auto reply = attempt::Last<attempt::HttpReply>(trace);
  if (!reply) return;
  json.Key("http").BeginObject();
  json.Key("status").Integer(reply->status);
  json.KnownField("reason", reply->reason)
      .KnownField("title", reply->title)
      .KnownField("server", attempt::Header(*reply, "Server"));
  WriteHeaders(*reply, json);
  json.EndObject();
}

void WriteApplication(const HandshakeTrace& trace, JsonWriter& json) {
  const auto answer = attempt::Last<attempt::ApplicationReply>(trace);
  if (!answer) return;
  json.Key("application").BeginObject();
  json.Field("protocol", answer->protocol)
      .KnownField("code", answer->code)
      .KnownField("text", answer->text)
      .Field("meaning", attempt::ToString(answer->meaning))
      .EndObject();
}

void WriteClosed(const HandshakeTrace& trace, JsonWriter& json) {
  if (const auto closed = attempt::Last<attempt::PeerClosed>(trace)) {
    json.Field("closed", attempt::ToString(closed->how));
  } else if (attempt::First<attempt::Connected>(trace)) {
    json.Field("closed", "open");
  }
}

/// The rungs as every report draws them; "from" is absent for what is no message.
void WriteLadder(const HandshakeTrace& trace, JsonWriter& json) {
  json.Key("ladder").BeginArray();
  for (const Rung& rung : Ladder(trace)) {
    json.BeginObject().Key("t_ms").MillisecondsOf(std::llround(rung.at_ms * 1000));
    if (!rung.local) json.Field("from", attempt::ToString(rung.from));
    json.Field("text", rung.text);
    if (rung.trouble) json.Key("trouble").Bool(true);
    json.EndObject();
  }
  json.EndArray();
}

}  // namespace

void WriteHandshake(const attempt::Attempt& attempt, JsonWriter& json) {
  const HandshakeTrace& trace = attempt.trace;
  json.BeginObject().Field("purpose", attempt.purpose);
  json.KnownField("identity", attempt.identity.name);
  json.Field("sni", attempt::EffectiveSni(attempt.spec));
  WriteSession(trace, json);
  const auto requests = attempt::CertificateRequests(trace);
  if (!requests.empty()) WriteRequest(requests.back(), json);
  WriteClientCertificate(attempt, json);
  WriteServerCertificate(trace, json);
  WriteAlert(trace, json);
  WriteHttp(trace, json);
  WriteApplication(trace, json);
  WriteClosed(trace, json);
  json.Key("events").BeginArray();
  for (const attempt::Event& event : trace.events) WriteEvent(event, json);
  json.EndArray();
  WriteLadder(trace, json);
  json.EndObject();
}

}  // namespace shakedown::report
