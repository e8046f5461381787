#include "tls/handshake_message.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <map>
#include <random>

#include "core/hex.h"
#include "tests/support/handshake_vector.h"
#include "tests/support/wire_builder.h"

namespace shakedown::tls {
namespace {

namespace test = testing_support;
using test::HandshakeVector;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAreArray;
using Values = std::vector<std::string>;

std::string YesNo(bool value) { return value ? "yes" : "no"; }

template <typename CodePoint>
std::string HexList(const std::vector<CodePoint>& values) {
  std::string text;
  for (const CodePoint value : values) {
    if (!text.empty()) text += ' ';
    text += ToHexNumber(static_cast<uint16_t>(value), 4).substr(2);
  }
  return text;
}

std::string Decimals(const std::vector<ClientCertificateType>& types) {
  std::string text;
  for (const ClientCertificateType type : types) {
    if (!text.empty()) text += ' ';
    text += std::to_string(static_cast<int>(type));
  }
  return text;
}

/// What a decoded message says under the keys that the vectors use. An unknown key is an empty
/// list.
struct Facts {
  std::map<std::string, Values> values;

  void operator()(std::monostate) {}
  void operator()(const ClientHello& hello) {
    values["server_name"] = {hello.server_name};
    std::string alpn;
    for (const std::string& name : hello.alpn) alpn += (alpn.empty() ? "" : " ") + name;
    values["alpn"] = {alpn};
    values["post_handshake_auth"] = {YesNo(hello.post_handshake_auth)};
    values["key_share_groups"] = {HexList(hello.key_share_groups)};
  }
  void operator()(const ServerHello& hello) {
    values["version"] = {Name(hello.version)};
    values["cipher_suite"] = {Name(hello.cipher_suite)};
    values["hello_retry_request"] = {YesNo(hello.hello_retry_request)};
    if (hello.key_share_group) {
      values["key_share_group"] = {ToHexNumber(static_cast<uint16_t>(*hello.key_share_group), 4)};
    }
  }
  void operator()(const EncryptedExtensions& message) { values["alpn"] = {message.alpn}; }
  void operator()(const CertificateRequest& request) {
    values["context_octets"] = {std::to_string(request.context.size())};
    values["has_signature_algorithms"] = {YesNo(request.has_signature_algorithms)};
    values["signature_algorithms"] = {HexList(request.signature_algorithms)};
    values["certificate_types"] = {Decimals(request.certificate_types)};
    values["ca_name_count"] = {std::to_string(request.ca_names.size())};
    for (const DistinguishedName& name : request.ca_names) {
      if (values["ca_name"].size() < 4) values["ca_name"].push_back(ToText(name));
    }
  }
  void operator()(const CertificateMessage& message) {
    values["context_octets"] = {std::to_string(message.context.size())};
    values["certificates"] = {std::to_string(message.entries.size())};
    if (!message.entries.empty()) {
      values["first_octets"] = {std::to_string(message.entries[0].der.size())};
    }
  }
  void operator()(const CertificateVerify& verify) {
    values["algorithm"] = {
        verify.algorithm ? ToHexNumber(static_cast<uint16_t>(*verify.algorithm), 4) : ""};
    values["signature_octets"] = {std::to_string(verify.signature.size())};
  }
  void operator()(const NewSessionTicket& ticket) {
    values["lifetime"] = {std::to_string(ticket.lifetime_seconds)};
  }
};

void CheckFacts(const HandshakeVector& vector, const HandshakeMessage& message) {
  Facts facts;
  std::visit(std::ref(facts), message.body);
  for (const auto& [key, value] : vector.expectations) {
    if (key == "error") continue;
    EXPECT_EQ(facts.values[key], vector.Expected(key)) << key;
  }
}

std::vector<DecodeError> Errors(Version version, ByteSpan message) {
  return DecodeHandshakeMessage(version, message).errors;
}

/// "kind field offset" as the vectors write it.
Values Written(const std::vector<DecodeError>& errors) {
  Values written;
  for (const DecodeError& error : errors) {
    written.push_back(std::string(ToString(error.kind)) + ' ' + error.field + ' ' +
                      std::to_string(error.offset));
  }
  return written;
}

size_t VectorOctets(const std::vector<Extension>& extensions) {
  size_t octets = 0;
  for (const Extension& extension : extensions) octets += 4 + extension.data.size();
  return octets;
}

/// An upper bound of the memory that a decoded value stands for, in octets of input.
struct Weight {
  size_t operator()(std::monostate) const { return 0; }
  size_t operator()(const ClientHello& hello) const {
    return VectorOctets(hello.extensions) + hello.cipher_suites.size() * 2 + hello.random.size();
  }
  size_t operator()(const ServerHello& hello) const {
    return VectorOctets(hello.extensions) + hello.random.size();
  }
  size_t operator()(const EncryptedExtensions& message) const {
    return VectorOctets(message.extensions);
  }
  size_t operator()(const CertificateRequest& request) const {
    size_t octets = request.context.size() + request.signature_algorithms.size() * 2;
    for (const DistinguishedName& name : request.ca_names) octets += name.der.size();
    return octets;
  }
  size_t operator()(const CertificateMessage& message) const {
    size_t octets = message.context.size();
    for (const CertificateEntry& entry : message.entries) octets += entry.der.size();
    return octets;
  }
  size_t operator()(const CertificateVerify& verify) const { return verify.signature.size(); }
  size_t operator()(const NewSessionTicket& ticket) const {
    return ticket.ticket.size() + ticket.nonce.size() + VectorOctets(ticket.extensions);
  }
};

std::string FileName(const ::testing::TestParamInfo<HandshakeVector>& info) {
  return info.param.file;
}

class RecordedHandshakeMessage : public ::testing::TestWithParam<HandshakeVector> {};

TEST_P(RecordedHandshakeMessage, SaysWhatThePeerWasConfiguredToSay) {
  const auto decoded = DecodeHandshakeMessage(GetParam().version, GetParam().message);
  EXPECT_THAT(Written(decoded.errors), IsEmpty());
  EXPECT_EQ(Name(decoded.value.type), GetParam().type);
  CheckFacts(GetParam(), decoded.value);
}

TEST_P(RecordedHandshakeMessage, IsDefectiveInEveryProperPrefix) {
  for (size_t length = 0; length < GetParam().message.size(); ++length) {
    const auto errors = Errors(GetParam().version, ByteSpan(GetParam().message).first(length));
    ASSERT_FALSE(errors.empty()) << length;
    for (const DecodeError& error : errors) ASSERT_LE(error.offset, length) << error.Text();
  }
}

TEST_P(RecordedHandshakeMessage, IsDefectiveWithAnOctetMore) {
  Bytes message = GetParam().message;
  message.push_back(0);
  EXPECT_THAT(Errors(GetParam().version, message),
              ElementsAre(::testing::Field(&DecodeError::kind, DecodeErrorKind::kTrailing)));
}

TEST_P(RecordedHandshakeMessage, StaysBoundedWhenOctetsFlip) {
  std::mt19937 random(20261121);  // NOLINT: a fixed seed makes a failure repeatable
  std::uniform_int_distribution<size_t> place(0, GetParam().message.size() - 1);
  std::uniform_int_distribution<int> octet(0, 255);
  for (int round = 0; round < 500; ++round) {
    Bytes message = GetParam().message;
    for (int flips = 0; flips <= round % 4; ++flips) {
      message[place(random)] = static_cast<uint8_t>(octet(random));
    }
    const auto decoded = DecodeHandshakeMessage(GetParam().version, message);
    ASSERT_LE(std::visit(Weight{}, decoded.value.body), message.size());
    ASSERT_LE(decoded.errors.size(), message.size());
  }
}

INSTANTIATE_TEST_SUITE_P(Vectors, RecordedHandshakeMessage,
                         ::testing::ValuesIn(test::LoadHandshakeVectors("")), FileName);

class MalformedHandshakeMessage : public ::testing::TestWithParam<HandshakeVector> {};

TEST_P(MalformedHandshakeMessage, MakesOneErrorForEachDefectAndKeepsTheRest) {
  const auto decoded = DecodeHandshakeMessage(GetParam().version, GetParam().message);
  EXPECT_EQ(Name(decoded.value.type), GetParam().type);
  EXPECT_THAT(Written(decoded.errors), UnorderedElementsAreArray(GetParam().Expected("error")));
  CheckFacts(GetParam(), decoded.value);
}

INSTANTIATE_TEST_SUITE_P(Vectors, MalformedHandshakeMessage,
                         ::testing::ValuesIn(test::LoadHandshakeVectors("malformed")), FileName);

TEST(HandshakeMessage, VectorsCoverEveryKindOfDefectThatFitsAFile) {
  std::vector<std::string> seen;
  for (const HandshakeVector& vector : test::LoadHandshakeVectors("malformed")) {
    for (const std::string& error : vector.Expected("error")) seen.push_back(error);
  }
  for (const auto kind :
       {DecodeErrorKind::kTruncated, DecodeErrorKind::kTrailing, DecodeErrorKind::kOutOfBounds,
        DecodeErrorKind::kOddLength, DecodeErrorKind::kDuplicate, DecodeErrorKind::kMissing,
        DecodeErrorKind::kIllegal, DecodeErrorKind::kBadDer}) {
    EXPECT_TRUE(std::ranges::any_of(seen, [kind](const std::string& error) {
      return error.starts_with(ToString(kind));
    })) << ToString(kind);
  }
}

TEST(HandshakeMessage, KeepsTypesWithoutDecoder) {
  const auto finished =
      DecodeHandshakeMessage(Version::kTls12, test::Hex("1400000c"
                                                        "000102030405060708090a0b"));
  EXPECT_TRUE(finished.ok());
  EXPECT_EQ(finished.value.type, HandshakeType::kFinished);
  EXPECT_TRUE(std::holds_alternative<std::monostate>(finished.value.body));
  const auto unknown = DecodeHandshakeMessage(Version::kTls13, test::Hex("63000001ff"));
  EXPECT_TRUE(unknown.ok());
  EXPECT_EQ(static_cast<int>(unknown.value.type), 0x63);
}

TEST(HandshakeMessage, RefusesABodyWhereThereIsNone) {
  EXPECT_THAT(Written(Errors(Version::kTls12, test::Hex("0e00000100"))),
              ElementsAre("trailing bytes ServerHelloDone 4"));
  EXPECT_THAT(Errors(Version::kTls12, test::Hex("0e000000")), IsEmpty());
}

TEST(HandshakeMessage, CountsOffsetsFromTheHeader) {
  EXPECT_THAT(Written(Errors(Version::kTls12, test::Hex("0d00000100"))),
              ::testing::Contains("length out of bounds certificate_types 4"));
}

TEST(HandshakeMessage, SaysOnceThatAMessageIsCutOff) {
  // A Finished has no fields that could say it better than the header.
  EXPECT_THAT(Written(Errors(Version::kTls12, test::Hex("1400000c0001"))),
              ElementsAre("truncated Handshake.length 1"));
  EXPECT_THAT(Written(Errors(Version::kTls12, test::Hex("0f00010408040100ff"))),
              ElementsAre("truncated CertificateVerify.signature 8"));
}

}  // namespace
}  // namespace shakedown::tls
