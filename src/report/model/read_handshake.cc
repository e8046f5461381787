#include "report/model/read_handshake.h"

namespace shakedown::report::model {
namespace {

Certificate CertificateAt(const JsonPlace& place) {
  Certificate certificate;
  certificate.subject = place.RequiredText("subject");
  certificate.issuer = place.RequiredText("issuer");
  certificate.serial = place.Text("serial");
  certificate.key = place.Text("key");
  certificate.signature_algorithm = place.Text("signature_algorithm");
  certificate.sha256 = place.Text("sha256");
  certificate.not_before = place.Text("not_before");
  certificate.not_after = place.Text("not_after");
  certificate.self_signed = place.Flag("self_signed");
  certificate.signature_verified = place.Flag("signature_verified");
  certificate.is_ca = place.Flag("is_ca");
  certificate.subject_key_id = place.Text("subject_key_id");
  certificate.authority_key_id = place.Text("authority_key_id");
  certificate.extended_key_usage = place.Texts("extended_key_usage");
  certificate.subject_alt_names = place.Texts("subject_alt_names");
  certificate.issuer_in_request = place.Text("issuer_in_request");
  return certificate;
}

CertificateRequest RequestAt(const JsonPlace& place) {
  CertificateRequest request;
  request.when = place.Text("when");
  request.event = place.OptionalNumber("event");
  request.certificate_types = place.Texts("certificate_types");
  request.signature_algorithms = place.Texts("signature_algorithms");
  request.signature_algorithms_cert = place.Texts("signature_algorithms_cert");
  request.ca_names = place.List<CaName>("ca_names", [](const JsonPlace& name) {
    return CaName{name.RequiredText("dn"), name.Text("der")};
  });
  request.decode_errors = place.List<DecodeProblem>("decode_errors", [](const JsonPlace& problem) {
    return DecodeProblem{problem.Text("field"), problem.Text("kind"), problem.Text("detail"),
                         problem.Number("offset")};
  });
  request.raw = place.Hex("raw");
  return request;
}

ClientCertificate ClientAt(const JsonPlace& place) {
  ClientCertificate client;
  client.sent = place.Flag("sent").value_or(false);
  client.chain = place.List<Certificate>("chain", CertificateAt);
  client.withheld = place.List<Certificate>("withheld", CertificateAt);
  place.Object("path", [&client](const JsonPlace& path) {
    client.path.emplace();
    client.path->trusted = path.Flag("trusted").value_or(false);
    client.path->findings = path.List<PathFinding>("findings", [](const JsonPlace& finding) {
      return PathFinding{finding.Text("problem"), finding.Text("detail"), finding.Number("depth")};
    });
  });
  return client;
}

ServerCertificate ServerAt(const JsonPlace& place) {
  ServerCertificate server;
  server.chain = place.List<Certificate>("chain", CertificateAt);
  server.trusted = place.Flag("trusted");
  server.name_matches = place.Flag("name_matches");
  server.problem = place.Text("problem");
  return server;
}

Event EventAt(const JsonPlace& place) {
  Event event;
  event.t_ms = place.Decimal("t_ms");
  event.from = place.Text("from");
  event.what = place.RequiredText("what");
  event.detail = place.Text("detail");
  event.bytes = place.OptionalNumber("bytes");
  return event;
}

Rung RungAt(const JsonPlace& place) {
  Rung rung;
  rung.at_ms = place.Decimal("t_ms");
  const std::string from = place.Text("from");
  rung.from = from == "server" ? attempt::Side::kServer : attempt::Side::kClient;
  rung.local = from.empty();
  rung.trouble = place.Flag("trouble").value_or(false);
  rung.text = place.RequiredText("text");
  return rung;
}

/// The ladder of a report that holds only events: a rung for each.
std::vector<Rung> RungsOf(const std::vector<Event>& events) {
  std::vector<Rung> rungs;
  for (const Event& event : events) {
    Rung rung;
    rung.at_ms = event.t_ms;
    rung.from = event.from == "server" ? attempt::Side::kServer : attempt::Side::kClient;
    rung.local = event.from.empty();
    rung.text = event.detail.empty() ? event.what : event.what + " (" + event.detail + ')';
    rungs.push_back(std::move(rung));
  }
  return rungs;
}

void ReadAnswers(const JsonPlace& place, Handshake* handshake) {
  place.Object("alert", [handshake](const JsonPlace& alert) {
    handshake->alert =
        Alert{alert.Number("code"), alert.Text("name"), alert.Text("from"), alert.Text("phase")};
  });
  place.Object("http", [handshake](const JsonPlace& http) {
    handshake->http = HttpAnswer{http.Number("status"), http.Text("reason"), http.Text("title"),
                                 http.TextFields("headers")};
  });
  handshake->closed = place.Text("closed");
}

}  // namespace

Handshake HandshakeAt(const JsonPlace& place) {
  Handshake handshake;
  handshake.purpose = place.Text("purpose");
  handshake.identity = place.Text("identity");
  handshake.sni = place.Text("sni");
  handshake.version = place.Text("version");
  handshake.cipher = place.Text("cipher");
  handshake.group = place.Text("group");
  handshake.alpn = place.Text("alpn");
  handshake.resumed = place.Flag("resumed");
  place.Object("certificate_request",
               [&](const JsonPlace& request) { handshake.request = RequestAt(request); });
  place.Object("client_certificate",
               [&](const JsonPlace& client) { handshake.client = ClientAt(client); });
  place.Object("server_certificate",
               [&](const JsonPlace& server) { handshake.server = ServerAt(server); });
  ReadAnswers(place, &handshake);
  handshake.events = place.List<Event>("events", EventAt);
  handshake.ladder = place.List<Rung>("ladder", RungAt);
  if (handshake.ladder.empty()) handshake.ladder = RungsOf(handshake.events);
  return handshake;
}

}  // namespace shakedown::report::model
