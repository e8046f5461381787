#include "report/served_json.h"

#include <vector>

#include "attempt/trace_view.h"
#include "core/hex.h"
#include "report/json_event.h"
#include "report/json_writer.h"

namespace shakedown::report {
namespace {

using attempt::ServedConnection;

template <typename T>
void WriteNames(std::string_view key, const std::vector<T>& values, JsonWriter& json) {
  json.Key(key).BeginArray();
  for (const T value : values) json.Text(tls::Name(value));
  json.EndArray();
}

void WriteHello(const run::ServedEvent& event, JsonWriter& json) {
  const tls::ClientHello* hello = attempt::HelloOf(event.connection);
  if (hello == nullptr) return;
  json.Key("client_hello").BeginObject().Field("ja4", event.ja4);
  json.KnownField("server_name", hello->server_name);
  json.Key("alpn").BeginArray();
  for (const std::string& name : hello->alpn) json.Text(name);
  json.EndArray();
  WriteNames("versions", hello->supported_versions, json);
  WriteNames("signature_algorithms", hello->signature_algorithms, json);
  json.Key("post_handshake_auth").Bool(hello->post_handshake_auth);
  json.EndObject();
}

void WriteClients(const run::ServedEvent& event, JsonWriter& json) {
  json.Key("clients").BeginArray();
  for (const diagnosis::ClientFit& fit : event.diagnosis.clients) {
    json.BeginObject()
        .Field("id", fit.id)
        .Field("name", fit.name)
        .Field("certainty", diagnosis::ToString(fit.certainty))
        .KnownField("because", fit.because)
        .EndObject();
  }
  json.EndArray();
}

void WriteAsked(const ServedConnection& connection, JsonWriter& json) {
  const auto requests = attempt::CertificateRequests(connection.trace);
  if (requests.empty()) return;
  const tls::CertificateRequest& request = *requests.back().request;
  json.Key("certificate_request").BeginObject().Field("name", connection.request_name);
  json.Field("when", attempt::ToString(requests.back().when));
  WriteNames("certificate_types", request.certificate_types, json);
  WriteNames("signature_algorithms", request.signature_algorithms, json);
  json.Key("ca_names").BeginArray();
  for (const tls::DistinguishedName& name : request.ca_names) {
    json.BeginObject().Field("dn", tls::ToText(name)).Field("der", ToHex(name.der)).EndObject();
  }
  json.EndArray().EndObject();
}

void WriteCertificate(const attempt::CertificateFacts& certificate, JsonWriter& json) {
  json.BeginObject()
      .Field("subject", tls::ToText(certificate.subject))
      .Field("issuer", tls::ToText(certificate.issuer))
      .Field("not_before", FormatUtc(certificate.not_before))
      .Field("not_after", FormatUtc(certificate.not_after))
      .Field("key", attempt::ToText(certificate.key))
      .KnownField("sha256", certificate.sha256)
      .EndObject();
}

void WriteSent(const ServedConnection& connection, JsonWriter& json) {
  const auto sent = attempt::ClientCertificateSent(connection.trace);
  if (!sent) return;
  json.Key("client_certificate").BeginObject();
  json.Key("sent").Bool(*sent);
  json.Key("chain").BeginArray();
  for (const attempt::CertificateFacts& certificate : connection.chain) {
    WriteCertificate(certificate, json);
  }
  json.EndArray();
  const auto verify = attempt::FirstMessage(connection.trace, attempt::Side::kClient,
                                            tls::HandshakeType::kCertificateVerify);
  const auto* body = verify ? std::get_if<tls::CertificateVerify>(&verify->body) : nullptr;
  if (body != nullptr && body->algorithm) json.Field("scheme", tls::Name(*body->algorithm));
  if (connection.path) {
    json.Key("trusted").Bool(connection.path->trusted);
    json.Key("problems").BeginArray();
    for (const attempt::PathFinding& finding : connection.path->findings) {
      json.BeginObject().Field("problem", attempt::ToString(finding.problem));
      json.Key("depth").Integer(finding.depth).Field("detail", finding.detail).EndObject();
    }
    json.EndArray();
  }
  json.EndObject();
}

void WriteFinding(const diagnosis::Finding& finding, JsonWriter& json) {
  json.BeginObject()
      .Field("id", finding.id)
      .Field("certainty", diagnosis::ToString(finding.certainty))
      .Field("fault", diagnosis::ToString(finding.fault))
      .Field("summary", finding.summary)
      .KnownField("explanation", finding.explanation);
  json.Key("fixes").BeginArray();
  for (const std::string& fix : finding.fixes) json.Text(fix);
  json.EndArray().EndObject();
}

void WriteReasons(const run::ServedEvent& event, JsonWriter& json) {
  json.Key("reasons").BeginArray();
  for (const diagnosis::Finding& reason : event.diagnosis.reasons) WriteFinding(reason, json);
  json.EndArray();
  json.Key("experiments").BeginArray();
  for (const diagnosis::Experiment& experiment : event.diagnosis.experiments) {
    json.BeginObject()
        .Field("request", diagnosis::ToString(experiment.variation))
        .Field("settles", experiment.reason)
        .Field("text", experiment.text)
        .EndObject();
  }
  json.EndArray();
  if (event.settled) {
    json.Key("settled").BeginObject();
    json.Field("request", diagnosis::ToString(event.settled->variation)).Key("cause");
    WriteFinding(event.settled->cause, json);
    json.EndObject();
  }
  if (event.exhausted) json.Key("exhausted").Bool(true);
  if (event.next) json.Field("next_request", diagnosis::ToString(*event.next));
}

void WriteEnd(const ServedConnection& connection, JsonWriter& json) {
  for (const auto side : {attempt::Side::kClient, attempt::Side::kServer}) {
    const auto alert = attempt::FatalAlert(connection.trace, side);
    if (!alert) continue;
    json.Key(side == attempt::Side::kClient ? "client_alert" : "server_alert").BeginObject();
    json.Key("code").Integer(static_cast<int>(alert->description));
    json.Field("name", tls::Name(alert->description)).EndObject();
  }
  if (connection.status > 0) json.Key("status").Integer(connection.status);
  if (const auto closed = attempt::Last<attempt::PeerClosed>(connection.trace)) {
    json.Field("closed", attempt::ToString(closed->how));
  }
}

void WriteHttp(const ServedConnection& connection, JsonWriter& json) {
  if (!connection.http) return;
  json.Key("http").BeginObject();
  json.Field("method", connection.http->method)
      .Field("path", connection.http->path)
      .KnownField("host", connection.http->host)
      .KnownField("user_agent", connection.http->user_agent)
      .KnownField("origin", connection.http->origin);
  json.Key("preflight").Bool(connection.http->preflight).EndObject();
}

}  // namespace

std::string ServedJson(const run::ServedEvent& event) {
  const ServedConnection& connection = event.connection;
  JsonWriter json;
  json.BeginObject().Field("schema", kServedSchema);
  json.Key("connection").Unsigned(connection.number);
  json.Field("started", FormatUtc(connection.trace.started));
  json.Key("duration_ms").MillisecondsOf(connection.trace.duration.count());
  json.Field("client", attempt::ToText(connection.client));
  json.Field("outcome", diagnosis::ToString(event.diagnosis.outcome));
  json.Field("summary", event.diagnosis.summary);
  if (const auto version = attempt::NegotiatedVersion(connection.trace)) {
    json.Field("version", tls::Name(*version));
  }
  WriteHello(event, json);
  WriteClients(event, json);
  WriteHttp(connection, json);
  WriteAsked(connection, json);
  WriteSent(connection, json);
  WriteReasons(event, json);
  WriteEnd(connection, json);
  json.Key("events").BeginArray();
  for (const attempt::Event& each : connection.trace.events) WriteEvent(each, json);
  json.EndArray().EndObject();
  return json.Take();
}

}  // namespace shakedown::report
