#include "observe/annotation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/text.h"
#include "observe/annotate_messages.h"
#include "tests/support/handshake_vector.h"
#include "tests/support/tls_conversation.h"

namespace shakedown::observe {
namespace {

using testing::Contains;
using testing::Field;
using testing::HasSubstr;
using testing_support::HandshakeVector;
using testing_support::LoadHandshakeVectors;

std::vector<Annotation> Messages(ByteSpan octets, tls::Version version) {
  std::vector<Annotation> out;
  Annotator at(octets, &out);
  AnnotateMessages(at, &version);
  return out;
}

/// Each octet is covered once, in order.
void ExpectCovered(const std::vector<Annotation>& annotations, size_t octets) {
  size_t at = 0;
  for (const Annotation& annotation : annotations) {
    ASSERT_EQ(annotation.offset, at) << annotation.text;
    ASSERT_EQ(Printable(annotation.text), annotation.text);
    at += annotation.octets;
  }
  EXPECT_EQ(at, octets);
}

bool AnyWrong(const std::vector<Annotation>& annotations) {
  return std::any_of(annotations.begin(), annotations.end(),
                     [](const Annotation& a) { return a.wrong; });
}

TEST(AnnotateMessages, CoversEveryOctetOfRealMessages) {
  for (const HandshakeVector& vector : LoadHandshakeVectors("")) {
    SCOPED_TRACE(vector.file);
    const auto annotations = Messages(vector.message, vector.version);
    ExpectCovered(annotations, vector.message.size());
    EXPECT_FALSE(AnyWrong(annotations));
    EXPECT_THAT(annotations[0].text,
                HasSubstr(vector.type == "HelloRetryRequest" ? "ServerHello" : vector.type));
  }
}

TEST(AnnotateMessages, CoversEveryOctetOfBrokenMessages) {
  for (const HandshakeVector& vector : LoadHandshakeVectors("malformed")) {
    SCOPED_TRACE(vector.file);
    ExpectCovered(Messages(vector.message, vector.version), vector.message.size());
  }
}

TEST(AnnotateMessages, CoversMessagesThatAreCutAnywhere) {
  for (const HandshakeVector& vector : LoadHandshakeVectors("")) {
    for (size_t octets = 1; octets < std::min<size_t>(vector.message.size(), 400); ++octets) {
      const auto annotations = Messages(ByteSpan(vector.message).first(octets), vector.version);
      ExpectCovered(annotations, octets);
      ASSERT_TRUE(AnyWrong(annotations)) << vector.file << " " << octets;
    }
  }
}

TEST(AnnotateMessages, NamesWhatACertificateRequestSays) {
  for (const HandshakeVector& vector : LoadHandshakeVectors("")) {
    if (vector.file != "certificate_request_13_go") continue;
    const auto annotations = Messages(vector.message, vector.version);
    EXPECT_THAT(annotations, Contains(Field(&Annotation::text, "extension: signature_algorithms")));
    EXPECT_THAT(annotations, Contains(Field(&Annotation::text, "scheme: ecdsa_secp256r1_sha256")));
    EXPECT_THAT(annotations, Contains(Field(&Annotation::text, "UTF8String 'Trusted Root'")));
  }
}

TEST(AnnotateRecords, CoversAWholeConversation) {
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    for (const auto& flight : testing_support::MakeConversation({.version = version}).flights) {
      std::vector<Annotation> out;
      Annotator at(flight.octets, &out);
      tls::Version form = version == TLS1_2_VERSION ? tls::Version::kTls12 : tls::Version::kTls13;
      AnnotateRecords(at, &form);
      ExpectCovered(out, flight.octets.size());
      EXPECT_FALSE(AnyWrong(out));
    }
  }
}

}  // namespace
}  // namespace shakedown::observe
