#include "handshake/damage/application_epoch.h"

#include <gtest/gtest.h>

#include "tls/code_points.h"

namespace shakedown::handshake::damage {
namespace {

using tls::ContentType;

const Bytes kKeyUpdateMessage = {24, 0, 0, 1, 0};

/// The two ends of a connection and what stands between them.
class application_epoch : public testing::Test {
 protected:
  static ApplicationEpoch Make() {
    return {Aead{EVP_aes_128_gcm(), 16, true}, EVP_sha256(), Bytes(32, 7)};
  }
  /// `content` as the writer seals it, passed on, as the reader opens it.
  Bytes Pass(ContentType type, const Bytes& content) {
    const auto between = between_.Open(writer_.Seal(type, content));
    if (!between) return {};
    const auto read = reader_.Open(between_.Seal(between->type, between->content));
    return read && read->type == type ? read->content : Bytes();
  }

  ApplicationEpoch writer_ = Make();
  ApplicationEpoch between_ = Make();
  ApplicationEpoch reader_ = Make();
};

TEST_F(application_epoch, PassesRecordsOnWhateverIsLeftOutOrPutIn) {
  EXPECT_EQ(Pass(ContentType::kApplicationData, {1, 2, 3}), (Bytes{1, 2, 3}));
  ASSERT_TRUE(between_.Open(writer_.Seal(ContentType::kHandshake, Bytes(40, 11)))) << "left out";
  EXPECT_EQ(Pass(ContentType::kAlert, {1, 0}), (Bytes{1, 0}));
  ASSERT_TRUE(reader_.Open(between_.Seal(ContentType::kHandshake, Bytes(9, 20)))) << "put in";
  EXPECT_EQ(Pass(ContentType::kApplicationData, {4}), (Bytes{4}));
}

TEST_F(application_epoch, KeysOfBothSidesChangeWithAKeyUpdate) {
  EXPECT_EQ(Pass(ContentType::kHandshake, kKeyUpdateMessage), kKeyUpdateMessage);
  EXPECT_NE(between_.secret(), Bytes(32, 7));
  EXPECT_EQ(Pass(ContentType::kApplicationData, {5}), (Bytes{5}));
}

TEST_F(application_epoch, AKeyUpdateOfItsOwnChangesTheReadersKeysOnly) {
  ASSERT_TRUE(reader_.Open(between_.SealKeyUpdate()));
  EXPECT_EQ(Pass(ContentType::kApplicationData, {6}), (Bytes{6}));
}

TEST_F(application_epoch, PartsOfOtherMessagesMayBeginAlike) {
  const Bytes part = {24, 0, 0, 1, 0, 99};
  EXPECT_EQ(Pass(ContentType::kHandshake, part), part);
  EXPECT_EQ(Pass(ContentType::kHandshake, {24}), (Bytes{24}));
  EXPECT_EQ(Pass(ContentType::kApplicationData, kKeyUpdateMessage), kKeyUpdateMessage);
  EXPECT_EQ(between_.secret(), Bytes(32, 7));
}

TEST_F(application_epoch, WhatDoesNotOpenIsSaid) {
  Bytes record = writer_.Seal(ContentType::kApplicationData, Bytes{1});
  record.back() ^= 1;
  EXPECT_FALSE(between_.Open(record));
  ByteSpan records = ByteSpan(record).first(record.size() - 1);
  EXPECT_TRUE(TakeRecord(&records).empty()) << "not complete";
}

}  // namespace
}  // namespace shakedown::handshake::damage
