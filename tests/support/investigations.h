// Hand-made results of investigations for the tests of what `explain` prints.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "run/investigation.h"
#include "tests/support/report_trace.h"

namespace shakedown::testing_support {

inline attempt::Attempt AliceByOtherCa() {
  return AttemptOf(TraceBuilder()
                       .Connected()
                       .ClientHello()
                       .ServerFlight13({"CN=Clients CA"})
                       .ClientFlight13(1)
                       .Alert(48)
                       .Closed()
                       .Build(),
                   IdentityOf("alice.pem", {CertificateOf("CN=alice", "CN=Other CA")}));
}

/// Diagnosed, with predictions, as the investigation would.
inline run::Investigation Investigated(std::vector<attempt::Attempt> attempts) {
  run::Investigation found;
  found.attempts = std::move(attempts);
  found.diagnosis = diagnosis::Diagnose(found.attempts);
  const auto requests = attempt::CertificateRequests(found.attempts.front().trace);
  if (!requests.empty()) {
    found.diagnosis.client_profiles =
        diagnosis::PredictAll({.request = requests.back().request,
                               .identity = &found.attempts.front().identity,
                               .now = found.attempts.front().trace.started});
  }
  return found;
}

/// A certificate of an authority that the server does not list; one probe.
inline run::Investigation IssuerNotTrusted() {
  attempt::Attempt probe = AttemptOf(TraceBuilder()
                                         .Connected()
                                         .ClientHello()
                                         .ServerFlight13({"CN=Clients CA"})
                                         .ClientFlight13(0)
                                         .Alert(116)
                                         .Closed()
                                         .Build(),
                                     IdentityOf("none", {}));
  probe.purpose = "probe: without a certificate?";
  run::Investigation found = Investigated({AliceByOtherCa(), std::move(probe)});
  found.probes.push_back({"none", "without a certificate?", 1, "it is refused"});
  return found;
}

/// The same files in the place of Go, which presents nothing.
inline run::Investigation InPlaceOfGo() {
  attempt::Attempt own = AttemptOf(TraceBuilder()
                                       .Connected()
                                       .ClientHello()
                                       .ServerFlight13({"CN=Clients CA"})
                                       .ClientFlight13(0)
                                       .Alert(116)
                                       .Closed()
                                       .Build(),
                                   AliceByOtherCa().identity);
  attempt::ClientPlace place;
  place.id = "go";
  place.name = "Go crypto/tls, net/http";
  place.because = "It compares issuers with the listed names and finds none, so it sends nothing.";
  place.cause = "client.issuer-not-listed";
  own.as = place;
  attempt::Attempt given = AliceByOtherCa();
  given.purpose = "probe: as given?";
  run::Investigation found = Investigated({std::move(own), std::move(given)});
  found.probes.push_back({"as-given", "as given?", 1, "it is refused"});
  return found;
}

/// Nobody listens.
inline run::Investigation NobodyListens() {
  return Investigated(
      {AttemptOf(TraceBuilder()
                     .Add(attempt::ConnectFailed{attempt::ConnectFailed::Reason::kRefused,
                                                 "127.0.0.1", "Connection refused"})
                     .Build(),
                 IdentityOf("none", {}))});
}

}  // namespace shakedown::testing_support
