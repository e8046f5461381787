// Attempts and diagnoses as expectations see them: what a handshake showed, in a few words.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "attempt/attempt.h"
#include "diagnosis/diagnosis.h"
#include "tls/distinguished_name.h"

namespace shakedown::testing_support {

/// One handshake as it was seen; every call adds an event.
class Observed {
 public:
  explicit Observed(std::string purpose = "as asked") { attempt_.purpose = std::move(purpose); }

  Observed& Version(tls::Version version) {
    version_ = version;
    attempt::HandshakeReturned returned;
    returned.ok = true;
    returned.version = version;
    return Add(returned);
  }
  Observed& Resumed() {
    attempt::HandshakeReturned returned;
    returned.ok = true;
    returned.version = version_;
    returned.resumed = true;
    return Add(returned);
  }
  Observed& Request(const std::vector<std::string>& names,
                    const std::vector<uint16_t>& algorithms = {0x0403, 0x0804},
                    const std::vector<uint8_t>& types = {}) {
    tls::CertificateRequest request;
    request.version = version_;
    for (const std::string& name : names) request.ca_names.push_back(*tls::NameFromText(name));
    for (const uint16_t algorithm : algorithms) {
      request.signature_algorithms.push_back(tls::SignatureScheme{algorithm});
    }
    for (const uint8_t type : types) {
      request.certificate_types.push_back(tls::ClientCertificateType{type});
    }
    return Add(attempt::Message{attempt::Side::kServer,
                                tls::HandshakeType::kCertificateRequest,
                                Bytes(4),
                                std::move(request),
                                {}});
  }
  /// A defect of the message added last.
  Observed& Defect(DecodeError error) {
    std::get<attempt::Message>(attempt_.trace.events.back().body)
        .errors.push_back(std::move(error));
    return *this;
  }
  Observed& Alert(int description) {
    return Add(attempt::AlertSeen{attempt::Side::kServer, tls::AlertLevel::kFatal,
                                  static_cast<tls::AlertDescription>(description),
                                  attempt::Phase::kAfterFinished});
  }
  Observed& Reply(int status, std::string title) {
    attempt::HttpReply reply;
    reply.status = status;
    reply.title = std::move(title);
    return Add(std::move(reply));
  }
  Observed& Add(attempt::EventBody body) {
    attempt_.trace.events.push_back({std::chrono::microseconds(0), std::move(body)});
    return *this;
  }

  Observed& Verdict(diagnosis::Outcome outcome, std::string cause,
                    diagnosis::Enforcement enforcement = diagnosis::Enforcement::kUnknown,
                    diagnosis::Layer layer = diagnosis::Layer::kHttp) {
    diagnosis_.outcome = outcome;
    diagnosis_.cause.id = std::move(cause);
    diagnosis_.cause.certainty = diagnosis::Certainty::kCertain;
    diagnosis_.enforcement = enforcement;
    diagnosis_.layer = layer;
    return *this;
  }
  Observed& Saying(std::string observed) {
    diagnosis_.observed = std::move(observed);
    return *this;
  }

  const attempt::Attempt& attempt() const { return attempt_; }
  const diagnosis::Diagnosis& diagnosis() const { return diagnosis_; }

 private:
  attempt::Attempt attempt_;
  diagnosis::Diagnosis diagnosis_;
  tls::Version version_ = tls::Version::kTls13;
};

}  // namespace shakedown::testing_support
