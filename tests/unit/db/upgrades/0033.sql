BEGIN TRANSACTION;
CREATE TABLE "access" (
	id INTEGER NOT NULL, 
	user_id INTEGER, 
	gallery_id INTEGER NOT NULL, 
	album_id VARCHAR(12), 
	active BOOLEAN NOT NULL, 
	group_id INTEGER, 
	CONSTRAINT pk_access PRIMARY KEY (id), 
	CONSTRAINT fk_access_gallery_id_gallery FOREIGN KEY(gallery_id) REFERENCES gallery (id), 
	CONSTRAINT fk_access_user_id_user FOREIGN KEY(user_id) REFERENCES user (id) ON DELETE CASCADE, 
	CONSTRAINT fk_access_album_id_album FOREIGN KEY(album_id) REFERENCES album (id), 
	CONSTRAINT fk_access_group_id_group FOREIGN KEY(group_id) REFERENCES "group" (id) ON DELETE CASCADE, 
	CONSTRAINT ck_access_one_holder CHECK ((user_id IS NULL) <> (group_id IS NULL))
);
INSERT INTO "access" VALUES(1,2,1,'1XoA97gkCo7N',1,NULL);
CREATE TABLE access_request (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	gallery_id INTEGER NOT NULL, 
	user_id INTEGER, 
	name VARCHAR(100) NOT NULL, 
	mail VARCHAR(254) NOT NULL, 
	text TEXT NOT NULL, 
	created_at DATETIME NOT NULL, language VARCHAR(10), 
	FOREIGN KEY(gallery_id) REFERENCES gallery (id) ON DELETE CASCADE, 
	FOREIGN KEY(user_id) REFERENCES user (id) ON DELETE CASCADE
);
CREATE TABLE "album" (
	id VARCHAR(12) NOT NULL, 
	gallery_id INTEGER, 
	parent_id VARCHAR(12), 
	title VARCHAR(300) NOT NULL, 
	description TEXT NOT NULL, 
	time DATETIME, 
	visibility VARCHAR(10) NOT NULL, 
	"order" VARCHAR(10), 
	cover_id VARCHAR(12), 
	folder BLOB, 
	missing BOOLEAN NOT NULL, 
	sort_key BLOB NOT NULL, 
	closed_because VARCHAR(10), 
	closed_like VARCHAR(12), 
	rank INTEGER DEFAULT '0' NOT NULL, 
	downloads BOOLEAN, 
	positions VARCHAR(10), 
	is_placed BOOLEAN DEFAULT 0 NOT NULL, arrived_at DATETIME, closed_at DATETIME, gone_at DATETIME, revision INTEGER DEFAULT '0' NOT NULL, folder_inode BIGINT, 
	CONSTRAINT pk_album PRIMARY KEY (id), 
	CONSTRAINT fk_album_gallery_id_gallery FOREIGN KEY(gallery_id) REFERENCES gallery (id), 
	CONSTRAINT fk_album_parent_id_album FOREIGN KEY(parent_id) REFERENCES album (id), 
	CONSTRAINT uq_album_gallery_id_folder UNIQUE (gallery_id, folder)
);
INSERT INTO "album" VALUES('LZgHWrsurT4B',1,NULL,'Photographs','',NULL,'private','newest',NULL,X'',0,X'70686F746F677261706873',NULL,NULL,0,NULL,NULL,0,NULL,NULL,NULL,0,5138715);
INSERT INTO "album" VALUES('XShP84D3uATr',1,'LZgHWrsurT4B','hid','',NULL,'hidden','oldest',NULL,X'686964',0,X'686964',NULL,NULL,0,NULL,NULL,0,NULL,NULL,NULL,0,5138717);
INSERT INTO "album" VALUES('hYb9qYySE6V1',1,'LZgHWrsurT4B','open','',NULL,'visible','oldest',NULL,X'6F70656E',0,X'6F70656E',NULL,NULL,0,NULL,NULL,0,'2026-11-30 02:32:54.530163',NULL,NULL,0,5138716);
INSERT INTO "album" VALUES('1XoA97gkCo7N',1,'LZgHWrsurT4B','priv','',NULL,'private','oldest',NULL,X'70726976',0,X'70726976',NULL,NULL,0,NULL,NULL,0,NULL,NULL,NULL,0,5138718);
INSERT INTO "album" VALUES('k6YN57rh93Tp',1,'1XoA97gkCo7N','inner','',NULL,'visible',NULL,NULL,X'707269762F696E6E6572',0,X'696E6E6572',NULL,NULL,0,NULL,NULL,0,'2026-11-30 02:32:54.603425',NULL,NULL,0,5138719);
CREATE TABLE album_summary (
	album_id VARCHAR(12) NOT NULL, 
	audience VARCHAR(10) NOT NULL, 
	images INTEGER NOT NULL, 
	albums INTEGER NOT NULL, 
	cover_id VARCHAR(12), 
	cover_path VARCHAR(1000), 
	first_time DATETIME, 
	last_time DATETIME, years TEXT DEFAULT '' NOT NULL, 
	CONSTRAINT pk_album_summary PRIMARY KEY (album_id, audience), 
	CONSTRAINT fk_album_summary_album_id_album FOREIGN KEY(album_id) REFERENCES album (id) ON DELETE CASCADE
);
INSERT INTO "album_summary" VALUES('k6YN57rh93Tp','everybody',1,0,'RP5D67C6uRwV','RP5D67C6uRwV','2020-01-02 03:04:00.000000','2020-01-02 03:04:00.000000','2020');
INSERT INTO "album_summary" VALUES('k6YN57rh93Tp','trusted',1,0,'RP5D67C6uRwV','RP5D67C6uRwV','2020-01-02 03:04:00.000000','2020-01-02 03:04:00.000000','2020');
INSERT INTO "album_summary" VALUES('hYb9qYySE6V1','everybody',2,0,'QtCBk9LdiKE5','QtCBk9LdiKE5','2020-01-02 03:04:00.000000','2020-01-02 03:04:00.000000','2020');
INSERT INTO "album_summary" VALUES('hYb9qYySE6V1','trusted',2,0,'QtCBk9LdiKE5','QtCBk9LdiKE5','2020-01-02 03:04:00.000000','2020-01-02 03:04:00.000000','2020');
INSERT INTO "album_summary" VALUES('XShP84D3uATr','everybody',1,0,'vR6rLGDPyc8y','vR6rLGDPyc8y','2020-01-02 03:04:00.000000','2020-01-02 03:04:00.000000','2020');
INSERT INTO "album_summary" VALUES('XShP84D3uATr','trusted',1,0,'vR6rLGDPyc8y','vR6rLGDPyc8y','2020-01-02 03:04:00.000000','2020-01-02 03:04:00.000000','2020');
INSERT INTO "album_summary" VALUES('1XoA97gkCo7N','everybody',2,1,'RP5D67C6uRwV','k6YN57rh93Tp/RP5D67C6uRwV','2020-01-02 03:04:00.000000','2020-01-02 03:04:00.000000','2020');
INSERT INTO "album_summary" VALUES('1XoA97gkCo7N','trusted',2,1,'RP5D67C6uRwV','k6YN57rh93Tp/RP5D67C6uRwV','2020-01-02 03:04:00.000000','2020-01-02 03:04:00.000000','2020');
INSERT INTO "album_summary" VALUES('LZgHWrsurT4B','everybody',2,1,'QtCBk9LdiKE5','hYb9qYySE6V1/QtCBk9LdiKE5','2020-01-02 03:04:00.000000','2020-01-02 03:04:00.000000','2020');
INSERT INTO "album_summary" VALUES('LZgHWrsurT4B','trusted',5,4,'vR6rLGDPyc8y','XShP84D3uATr/vR6rLGDPyc8y','2020-01-02 03:04:00.000000','2020-01-02 03:04:00.000000','2020');
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0033');
CREATE TABLE archive (
	id VARCHAR(12) NOT NULL, 
	gallery_id INTEGER NOT NULL, 
	album_id VARCHAR(12) NOT NULL, 
	digest BLOB NOT NULL, 
	chosen JSON, 
	contents JSON NOT NULL, 
	total INTEGER NOT NULL, 
	total_bytes BIGINT NOT NULL, 
	state VARCHAR(10) NOT NULL, 
	reason VARCHAR(20), 
	done INTEGER NOT NULL, 
	left_out JSON NOT NULL, 
	entries INTEGER NOT NULL, 
	bytes BIGINT NOT NULL, 
	directory_bytes BIGINT NOT NULL, 
	copied BIGINT NOT NULL, 
	size BIGINT, 
	asker VARCHAR(100) NOT NULL, 
	created_at DATETIME NOT NULL, 
	seen_at DATETIME NOT NULL, 
	CONSTRAINT pk_archive PRIMARY KEY (id), 
	CONSTRAINT fk_archive_gallery_id_gallery FOREIGN KEY(gallery_id) REFERENCES gallery (id) ON DELETE CASCADE, 
	CONSTRAINT fk_archive_album_id_album FOREIGN KEY(album_id) REFERENCES album (id) ON DELETE CASCADE
);
CREATE TABLE attempt (
	"key" VARCHAR(200) NOT NULL, 
	started BIGINT NOT NULL, 
	count INTEGER NOT NULL, 
	CONSTRAINT pk_attempt PRIMARY KEY ("key")
);
CREATE TABLE audit (
	id INTEGER NOT NULL, 
	at DATETIME NOT NULL, 
	gallery_id INTEGER, 
	who VARCHAR(100), 
	address VARCHAR(100), 
	event VARCHAR(40) NOT NULL, 
	params JSON NOT NULL, 
	CONSTRAINT pk_audit PRIMARY KEY (id)
);
INSERT INTO "audit" VALUES(1,'2026-11-30 02:32:15.094321',NULL,NULL,NULL,'user_added','{"user": "anna"}');
INSERT INTO "audit" VALUES(2,'2026-11-30 02:32:32.338072',NULL,NULL,NULL,'user_added','{"user": "ben"}');
INSERT INTO "audit" VALUES(3,'2026-11-30 02:32:41.962716',1,NULL,NULL,'gallery_added','{"host": "photos.test", "user": "anna"}');
INSERT INTO "audit" VALUES(4,'2026-11-30 02:32:41.962810',NULL,NULL,NULL,'gallery_added','{"host": "photos.test", "user": "anna", "title": "photos.test"}');
INSERT INTO "audit" VALUES(5,'2026-11-30 02:33:46.867158',1,NULL,NULL,'album_visibility','{"album": "XShP84D3uATr", "title": "hid", "now": "hidden", "before": "visible"}');
INSERT INTO "audit" VALUES(6,'2026-11-30 02:33:55.208416',1,NULL,NULL,'album_visibility','{"album": "1XoA97gkCo7N", "title": "priv", "now": "private", "before": "visible"}');
INSERT INTO "audit" VALUES(7,'2026-11-30 02:34:01.828018',1,NULL,NULL,'granted','{"user": "ben", "what": "album 1XoA97gkCo7N", "title": "priv", "host": "photos.test"}');
INSERT INTO "audit" VALUES(8,'2026-11-30 02:34:01.828124',NULL,NULL,NULL,'granted','{"user": "ben", "what": "album 1XoA97gkCo7N", "title": "photos.test", "host": "photos.test"}');
INSERT INTO "audit" VALUES(9,'2026-11-30 02:34:07.523136',1,NULL,NULL,'link_made','{"link": "1", "label": "Grandma", "album": "1XoA97gkCo7N", "title": "priv", "host": "photos.test"}');
CREATE TABLE deleted_folder (
	id INTEGER NOT NULL, 
	gallery_id INTEGER NOT NULL, 
	folder BLOB NOT NULL, 
	album_id VARCHAR(12) NOT NULL, 
	deletion_id VARCHAR(12) NOT NULL, 
	CONSTRAINT pk_deleted_folder PRIMARY KEY (id), 
	CONSTRAINT fk_deleted_folder_gallery_id_gallery FOREIGN KEY(gallery_id) REFERENCES gallery (id) ON DELETE CASCADE
);
CREATE TABLE deletion (
	album_id VARCHAR(12) NOT NULL, 
	gallery_id INTEGER NOT NULL, 
	parent_id VARCHAR(12) NOT NULL, 
	visibility VARCHAR(10) NOT NULL, 
	deleted_at DATETIME NOT NULL, source_id VARCHAR(12), 
	CONSTRAINT pk_deletion PRIMARY KEY (album_id), 
	CONSTRAINT fk_deletion_album_id_album FOREIGN KEY(album_id) REFERENCES album (id) ON DELETE CASCADE, 
	CONSTRAINT fk_deletion_gallery_id_gallery FOREIGN KEY(gallery_id) REFERENCES gallery (id) ON DELETE CASCADE
);
CREATE TABLE excluded_file (
	id INTEGER NOT NULL, 
	album_id VARCHAR(12) NOT NULL, 
	name BLOB NOT NULL, 
	quick_hash BLOB NOT NULL, size BIGINT, mtime_ns BIGINT, ctime_ns BIGINT, inode BIGINT, 
	CONSTRAINT pk_excluded_file PRIMARY KEY (id), 
	CONSTRAINT fk_excluded_file_album_id_album FOREIGN KEY(album_id) REFERENCES album (id) ON DELETE CASCADE
);
CREATE TABLE "former_content" (
	quick_hash BLOB NOT NULL, 
	album_id VARCHAR(12) NOT NULL, 
	gallery_id INTEGER, 
	visibility VARCHAR(10), 
	owner_id INTEGER, 
	CONSTRAINT pk_former_content PRIMARY KEY (quick_hash, album_id), 
	CONSTRAINT fk_former_content_gallery_id_gallery FOREIGN KEY(gallery_id) REFERENCES gallery (id) ON DELETE CASCADE, 
	CONSTRAINT fk_former_content_owner_id_user FOREIGN KEY(owner_id) REFERENCES user (id) ON DELETE CASCADE
);
CREATE TABLE "gallery" (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	owner_id INTEGER NOT NULL, 
	host VARCHAR(253) NOT NULL, 
	home BLOB NOT NULL, 
	time_zone VARCHAR(64) NOT NULL, 
	images_budget_mb INTEGER DEFAULT '20480' NOT NULL, 
	archives_budget_mb INTEGER DEFAULT '2048' NOT NULL, 
	about_title VARCHAR(100) DEFAULT ('') NOT NULL, 
	about_text TEXT DEFAULT ('') NOT NULL, 
	"indexed" BOOLEAN DEFAULT 0 NOT NULL, 
	positions VARCHAR(10) DEFAULT 'trusted' NOT NULL, 
	new_albums VARCHAR(10) DEFAULT 'visible' NOT NULL, 
	ignored TEXT DEFAULT ('') NOT NULL, 
	accent VARCHAR(7) DEFAULT ('') NOT NULL, 
	footer TEXT DEFAULT ('') NOT NULL, 
	zone_of_times VARCHAR(64), 
	introduced BOOLEAN DEFAULT 1 NOT NULL, 
	CONSTRAINT fk_gallery_owner_id_user FOREIGN KEY(owner_id) REFERENCES user (id), 
	CONSTRAINT uq_gallery_host UNIQUE (host)
);
INSERT INTO "gallery" VALUES(1,1,'photos.test',X'','UTC',20480,2048,'About','',0,'trusted','visible','','','','UTC',0);
CREATE TABLE gallery_alias (
	host VARCHAR(253) NOT NULL, 
	gallery_id INTEGER NOT NULL, 
	CONSTRAINT pk_gallery_alias PRIMARY KEY (host), 
	CONSTRAINT fk_gallery_alias_gallery_id_gallery FOREIGN KEY(gallery_id) REFERENCES gallery (id) ON DELETE CASCADE
);
CREATE TABLE "group" (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	gallery_id INTEGER NOT NULL, 
	name VARCHAR(100) NOT NULL, 
	CONSTRAINT uq_group_gallery_id_name UNIQUE (gallery_id, name), 
	FOREIGN KEY(gallery_id) REFERENCES gallery (id) ON DELETE CASCADE
);
CREATE TABLE image (
	id VARCHAR(12) NOT NULL, 
	album_id VARCHAR(12) NOT NULL, 
	path BLOB NOT NULL, 
	sort_key BLOB NOT NULL, 
	time DATETIME NOT NULL, 
	offset_minutes INTEGER, 
	time_source VARCHAR(10) NOT NULL, 
	width INTEGER, 
	height INTEGER, 
	size BIGINT NOT NULL, 
	mtime_ns BIGINT NOT NULL, 
	ctime_ns BIGINT NOT NULL, 
	quick_hash BLOB NOT NULL, 
	placeholder BLOB, 
	camera JSON NOT NULL, 
	state VARCHAR(10) NOT NULL, 
	reason VARCHAR(300), 
	attempts INTEGER NOT NULL, 
	attempted_at DATETIME, failure_version VARCHAR(8), rank INTEGER DEFAULT '0' NOT NULL, inode BIGINT, own_title VARCHAR(300) DEFAULT '' NOT NULL, caption TEXT DEFAULT '' NOT NULL, file_time DATETIME, is_picked BOOLEAN DEFAULT 0 NOT NULL, 
	CONSTRAINT pk_image PRIMARY KEY (id), 
	CONSTRAINT fk_image_album_id_album FOREIGN KEY(album_id) REFERENCES album (id), 
	CONSTRAINT uq_image_album_id_path UNIQUE (album_id, path)
);
INSERT INTO "image" VALUES('vR6rLGDPyc8y','XShP84D3uATr',X'6869642F682E6A7067',X'682E6A7067','2020-01-02 03:04:00.000000',NULL,'mtime',64,48,676,1577934240000000000,1796005915471390963,X'3BC74C9C5851074ECFF0D0CCD3860050',X'50795B50795B50795B50795B50795B50795B50795B50795B50795B50795B50795B50795B50795B50795B50795B50795B50795B50795B50795B50795B50795B50795B50795B50795B50795B50795B50795B50795B50795B50795B50795B50795B50795B50795B50795B50795B','{}','ready',NULL,0,NULL,NULL,0,5138739,'','',NULL,0);
INSERT INTO "image" VALUES('MED4CMuVzvT4','hYb9qYySE6V1',X'6F70656E2F612E6A7067',X'612E6A7067','2020-01-02 03:04:00.000000',NULL,'mtime',64,48,676,1577934240000000000,1796005915437844815,X'7CE73B36F44F3F77A76A563CA8A07B59',X'00C85B00C85B00C85B00C85B00C85B00C85B00C85B00C85B00C85B00C85B00C85B00C85B00C85B00C85B00C85B00C85B00C85B00C85B00C85B00C85B00C85B00C85B00C85B00C85B00C85B00C85B00C85B00C85B00C85B00C85B00C85B00C85B00C85B00C85B00C85B00C85B','{}','ready',NULL,0,NULL,NULL,0,5138735,'','',NULL,0);
INSERT INTO "image" VALUES('QtCBk9LdiKE5','hYb9qYySE6V1',X'6F70656E2F622E6A7067',X'622E6A7067','2020-01-02 03:04:00.000000',NULL,'mtime',64,48,676,1577934240000000000,1796005915450464956,X'0B289B9A89F16E835FD5728ED8FF86F2',X'28A05928A05928A05928A05928A05928A05928A05928A05928A05928A05928A05928A05928A05928A05928A05928A05928A05928A05928A05928A05928A05928A05928A05928A05928A05928A05928A05928A05928A05928A05928A05928A05928A05928A05928A05928A059','{}','ready',NULL,0,NULL,NULL,0,5138737,'','',NULL,0);
INSERT INTO "image" VALUES('N6e8VWwGCDQZ','1XoA97gkCo7N',X'707269762F702E6A7067',X'702E6A7067','2020-01-02 03:04:00.000000',NULL,'mtime',64,48,676,1577934240000000000,1796005915485457635,X'3D33C1EABBD4E0183D0DAEEC13471705',X'785059785059785059785059785059785059785059785059785059785059785059785059785059785059785059785059785059785059785059785059785059785059785059785059785059785059785059785059785059785059785059785059785059785059785059785059','{}','ready',NULL,0,NULL,NULL,0,5138741,'','',NULL,0);
INSERT INTO "image" VALUES('RP5D67C6uRwV','k6YN57rh93Tp',X'707269762F696E6E65722F712E6A7067',X'712E6A7067','2020-01-02 03:04:00.000000',NULL,'mtime',64,48,676,1577934240000000000,1796005915510886863,X'A0327F6CA6C5EE98C055B41AC31C71EE',X'A1285BA1285BA1285BA1285BA1285BA1285BA1285BA1285BA1285BA1285BA1285BA1285BA1285BA1285BA1285BA1285BA1285BA1285BA1285BA1285BA1285BA1285BA1285BA1285BA1285BA1285BA1285BA1285BA1285BA1285BA1285BA1285BA1285BA1285BA1285BA1285B','{}','ready',NULL,0,NULL,NULL,0,5138744,'','',NULL,0);
CREATE TABLE invitation (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	gallery_id INTEGER NOT NULL, 
	album_id VARCHAR(12), 
	group_id INTEGER, 
	mail VARCHAR(254) NOT NULL, 
	token_hash BLOB, 
	created_at DATETIME NOT NULL, 
	expires_at DATETIME NOT NULL, 
	mailed_at DATETIME, 
	mail_error TEXT, language VARCHAR(10), 
	CONSTRAINT uq_invitation_token_hash UNIQUE (token_hash), 
	FOREIGN KEY(gallery_id) REFERENCES gallery (id) ON DELETE CASCADE, 
	FOREIGN KEY(album_id) REFERENCES album (id) ON DELETE CASCADE, 
	FOREIGN KEY(group_id) REFERENCES "group" (id) ON DELETE CASCADE
);
CREATE TABLE job (
	id INTEGER NOT NULL, 
	album_id VARCHAR(12) NOT NULL, 
	kind VARCHAR(10) NOT NULL, 
	subjects JSON NOT NULL, 
	total INTEGER NOT NULL, 
	done INTEGER NOT NULL, 
	started_at DATETIME NOT NULL, 
	seen_at DATETIME NOT NULL, 
	CONSTRAINT pk_job PRIMARY KEY (id), 
	CONSTRAINT fk_job_album_id_album FOREIGN KEY(album_id) REFERENCES album (id) ON DELETE CASCADE
);
CREATE TABLE "letter" (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	invitation_id INTEGER, 
	recipient VARCHAR(254) NOT NULL, 
	subject TEXT NOT NULL, 
	text TEXT NOT NULL, 
	html TEXT NOT NULL, 
	due_at DATETIME NOT NULL, 
	tries INTEGER NOT NULL, 
	token_id INTEGER, 
	CONSTRAINT fk_letter_token_id_token FOREIGN KEY(token_id) REFERENCES token (id) ON DELETE CASCADE, 
	FOREIGN KEY(invitation_id) REFERENCES invitation (id) ON DELETE CASCADE
);
CREATE TABLE membership (
	user_id INTEGER NOT NULL, 
	group_id INTEGER NOT NULL, 
	PRIMARY KEY (user_id, group_id), 
	FOREIGN KEY(user_id) REFERENCES user (id) ON DELETE CASCADE, 
	FOREIGN KEY(group_id) REFERENCES "group" (id) ON DELETE CASCADE
);
CREATE TABLE newer_version (
	quick_hash BLOB NOT NULL, 
	newer_hash BLOB NOT NULL, 
	owner_id INTEGER NOT NULL, 
	CONSTRAINT pk_newer_version PRIMARY KEY (quick_hash, newer_hash, owner_id), 
	CONSTRAINT fk_newer_version_owner_id_user FOREIGN KEY(owner_id) REFERENCES user (id) ON DELETE CASCADE
);
CREATE TABLE noted_file (
	id INTEGER NOT NULL, 
	folder_id INTEGER NOT NULL, 
	name BLOB NOT NULL, 
	size BIGINT NOT NULL, 
	mtime_ns BIGINT NOT NULL, 
	ctime_ns BIGINT NOT NULL, 
	inode BIGINT, 
	CONSTRAINT pk_noted_file PRIMARY KEY (id), 
	CONSTRAINT fk_noted_file_folder_id_deleted_folder FOREIGN KEY(folder_id) REFERENCES deleted_folder (id) ON DELETE CASCADE
);
CREATE TABLE passkey (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	user_id INTEGER NOT NULL, 
	host VARCHAR(253) NOT NULL, 
	credential_id BLOB NOT NULL, 
	public_key BLOB NOT NULL, 
	sign_count BIGINT NOT NULL, 
	name VARCHAR(100) NOT NULL, 
	created_at DATETIME NOT NULL, 
	used_at DATETIME, 
	CONSTRAINT fk_passkey_user_id_user FOREIGN KEY(user_id) REFERENCES user (id) ON DELETE CASCADE, 
	CONSTRAINT uq_passkey_credential_id UNIQUE (credential_id)
);
CREATE TABLE share (
	id INTEGER NOT NULL, 
	gallery_id INTEGER NOT NULL, 
	album_id VARCHAR(12) NOT NULL, 
	token_hash BLOB NOT NULL, 
	label VARCHAR(200) NOT NULL, 
	password_hash VARCHAR(200), 
	created_at DATETIME NOT NULL, 
	expires_at DATETIME, 
	revoked_at DATETIME, 
	last_used_at DATETIME, 
	visits INTEGER NOT NULL, 
	download BOOLEAN NOT NULL, 
	details BOOLEAN NOT NULL, 
	position BOOLEAN NOT NULL, 
	CONSTRAINT pk_share PRIMARY KEY (id), 
	CONSTRAINT fk_share_gallery_id_gallery FOREIGN KEY(gallery_id) REFERENCES gallery (id) ON DELETE CASCADE, 
	CONSTRAINT fk_share_album_id_album FOREIGN KEY(album_id) REFERENCES album (id) ON DELETE CASCADE, 
	CONSTRAINT uq_share_token_hash UNIQUE (token_hash)
);
INSERT INTO "share" VALUES(1,1,'1XoA97gkCo7N',X'E8F2B1E24F09A2A39704029824E47C71660ED714BA19ED567743CEBAB38A1878','Grandma',NULL,'2026-11-30 02:34:07.503171',NULL,NULL,NULL,0,1,1,0);
CREATE TABLE share_holder (
	id INTEGER NOT NULL, 
	share_id INTEGER NOT NULL, 
	token_hash BLOB NOT NULL, 
	admitted BOOLEAN NOT NULL, 
	expires_at DATETIME NOT NULL, 
	CONSTRAINT pk_share_holder PRIMARY KEY (id), 
	CONSTRAINT fk_share_holder_share_id_share FOREIGN KEY(share_id) REFERENCES share (id) ON DELETE CASCADE, 
	CONSTRAINT uq_share_holder_token_hash_share_id UNIQUE (token_hash, share_id)
);
CREATE TABLE spent_challenge (
	digest BLOB NOT NULL, 
	expires_at DATETIME NOT NULL, 
	CONSTRAINT pk_spent_challenge PRIMARY KEY (digest)
);
ANALYZE "sqlite_master";
INSERT INTO "sqlite_stat1" VALUES('sync_report','ix_sync_report_gallery_id','1 1');
INSERT INTO "sqlite_stat1" VALUES('gallery','ix_gallery_owner_id','1 1');
INSERT INTO "sqlite_stat1" VALUES('gallery','sqlite_autoindex_gallery_1','1 1');
INSERT INTO "sqlite_stat1" VALUES('audit','ix_audit_at','4 1');
INSERT INTO "sqlite_stat1" VALUES('audit','ix_audit_gallery_id','4 2 1');
INSERT INTO "sqlite_stat1" VALUES('album','ix_album_parent_id','5 2');
INSERT INTO "sqlite_stat1" VALUES('album','uq_album_top','1 1');
INSERT INTO "sqlite_stat1" VALUES('album','sqlite_autoindex_album_2','5 5 1');
INSERT INTO "sqlite_stat1" VALUES('album','sqlite_autoindex_album_1','5 1');
INSERT INTO "sqlite_stat1" VALUES('alembic_version','sqlite_autoindex_alembic_version_1','1 1');
INSERT INTO "sqlite_stat1" VALUES('user','sqlite_autoindex_user_1','2 1');
INSERT INTO "sqlite_stat1" VALUES('album_summary','sqlite_autoindex_album_summary_1','10 2 1');
INSERT INTO "sqlite_stat1" VALUES('image','ix_image_album_rank','5 2 2 2 1 1');
INSERT INTO "sqlite_stat1" VALUES('image','ix_image_quick_hash','5 1');
INSERT INTO "sqlite_stat1" VALUES('image','ix_image_unrendered','5 5');
INSERT INTO "sqlite_stat1" VALUES('image','ix_image_attempted_at','5 5');
INSERT INTO "sqlite_stat1" VALUES('image','ix_image_album_time','5 2 2 1 1');
INSERT INTO "sqlite_stat1" VALUES('image','ix_image_album_name','5 2 1 1');
INSERT INTO "sqlite_stat1" VALUES('image','sqlite_autoindex_image_2','5 2 1');
INSERT INTO "sqlite_stat1" VALUES('image','sqlite_autoindex_image_1','5 1');
CREATE TABLE "sync_report" (
	id INTEGER NOT NULL, 
	gallery_id INTEGER NOT NULL, 
	started_at DATETIME NOT NULL, 
	seen_at DATETIME NOT NULL, 
	outcome VARCHAR(20) NOT NULL, 
	images_read INTEGER NOT NULL, 
	told JSON NOT NULL, 
	is_told BOOLEAN DEFAULT 1 NOT NULL, 
	CONSTRAINT pk_sync_report PRIMARY KEY (id), 
	CONSTRAINT fk_sync_report_gallery_id_gallery FOREIGN KEY(gallery_id) REFERENCES gallery (id)
);
INSERT INTO "sync_report" VALUES(1,1,'2026-11-30 02:32:52.148645','2026-11-30 02:32:55.116138','done',5,'{"numbers": {"albums": 5, "added": 5, "changed": 0, "moved": 0, "missing": 0, "unchanged": 0, "closed": 0, "hidden": 0, "shared": 0}, "arrived": [["hYb9qYySE6V1", 2], ["XShP84D3uATr", 1], ["1XoA97gkCo7N", 1], ["k6YN57rh93Tp", 1]], "gone": [], "lost": [], "renamed": [], "closed": [], "shared": [], "hidden": [], "ignored": [], "skipped": []}',1);
CREATE TABLE token (
	id INTEGER NOT NULL, 
	token_hash BLOB NOT NULL, 
	purpose VARCHAR(20) NOT NULL, 
	user_id INTEGER NOT NULL, 
	gallery_id INTEGER NOT NULL, 
	expires_at DATETIME NOT NULL, mail VARCHAR(254), 
	CONSTRAINT pk_token PRIMARY KEY (id), 
	CONSTRAINT fk_token_gallery_id_gallery FOREIGN KEY(gallery_id) REFERENCES gallery (id) ON DELETE CASCADE, 
	CONSTRAINT fk_token_user_id_user FOREIGN KEY(user_id) REFERENCES user (id) ON DELETE CASCADE, 
	CONSTRAINT uq_token_token_hash UNIQUE (token_hash)
);
CREATE TABLE user (
	id INTEGER NOT NULL, 
	name VARCHAR(100) NOT NULL, 
	mail VARCHAR(254), 
	password_hash VARCHAR(200), 
	active BOOLEAN NOT NULL, 
	superuser BOOLEAN NOT NULL, language VARCHAR(10), browser_language VARCHAR(10), 
	CONSTRAINT pk_user PRIMARY KEY (id), 
	CONSTRAINT uq_user_name UNIQUE (name)
);
INSERT INTO "user" VALUES(1,'anna','anna@example.org','$argon2id$v=19$m=65536,t=3,p=1$XSK6wHpGxuc2vx79ISqaHQ$9pUubUnl6qIUbm4tATMN7FngeWDc/0hDFK/bIqOXBY0',1,0,NULL,NULL);
INSERT INTO "user" VALUES(2,'ben',NULL,'$argon2id$v=19$m=65536,t=3,p=1$KIYEN6v+qkLQTHD6BLqzOQ$xIbLeODzfJwOs19O3OTCc3iBu7j9lY9xEmQiMzhtwVo',1,0,NULL,NULL);
CREATE TABLE "user_session" (
	id INTEGER NOT NULL, 
	token_hash BLOB NOT NULL, 
	user_id INTEGER NOT NULL, 
	gallery_id INTEGER NOT NULL, 
	created_at DATETIME NOT NULL, 
	expires_at DATETIME NOT NULL, 
	used_at DATETIME NOT NULL, 
	browser VARCHAR(200) DEFAULT ('') NOT NULL, 
	address VARCHAR(200) DEFAULT ('') NOT NULL, 
	views_as VARCHAR(10), 
	views_as_id INTEGER, 
	views_as_group_id INTEGER, 
	views_as_share_id INTEGER, 
	CONSTRAINT pk_user_session PRIMARY KEY (id), 
	CONSTRAINT fk_user_session_user_id_user FOREIGN KEY(user_id) REFERENCES user (id) ON DELETE CASCADE, 
	CONSTRAINT fk_user_session_views_as_id_user FOREIGN KEY(views_as_id) REFERENCES user (id) ON DELETE SET NULL, 
	CONSTRAINT uq_user_session_token_hash UNIQUE (token_hash), 
	CONSTRAINT fk_user_session_views_as_group_id_group FOREIGN KEY(views_as_group_id) REFERENCES "group" (id) ON DELETE SET NULL, 
	CONSTRAINT fk_user_session_gallery_id_gallery FOREIGN KEY(gallery_id) REFERENCES gallery (id) ON DELETE CASCADE, 
	CONSTRAINT fk_user_session_views_as_share_id_share FOREIGN KEY(views_as_share_id) REFERENCES share (id) ON DELETE SET NULL
);
CREATE TABLE video (
	id VARCHAR(12) NOT NULL, 
	album_id VARCHAR(12) NOT NULL, 
	provider VARCHAR(10) NOT NULL, 
	provider_id VARCHAR(40) NOT NULL, 
	title VARCHAR(300) NOT NULL, 
	caption TEXT NOT NULL, 
	sort_key BLOB NOT NULL, 
	time DATETIME NOT NULL, 
	rank INTEGER DEFAULT '0' NOT NULL, 
	CONSTRAINT pk_video PRIMARY KEY (id), 
	CONSTRAINT fk_video_album_id_album FOREIGN KEY(album_id) REFERENCES album (id) ON DELETE CASCADE, 
	CONSTRAINT uq_video_album_id_provider_provider_id UNIQUE (album_id, provider, provider_id)
);
CREATE INDEX ix_attempt_started ON attempt (started);
CREATE INDEX ix_image_album_name ON image (album_id, sort_key, id);
CREATE INDEX ix_image_album_time ON image (album_id, time, sort_key, id);
CREATE INDEX ix_image_attempted_at ON image (attempted_at);
CREATE INDEX ix_gallery_alias_gallery_id ON gallery_alias (gallery_id);
CREATE INDEX ix_image_unrendered ON image (time) WHERE placeholder IS NULL AND state = 'ready';
CREATE INDEX ix_image_quick_hash ON image (quick_hash);
CREATE INDEX ix_membership_group_id ON membership (group_id);
CREATE UNIQUE INDEX uq_access_gallery ON access (user_id, gallery_id) WHERE album_id IS NULL;
CREATE UNIQUE INDEX uq_access_album ON access (user_id, album_id);
CREATE UNIQUE INDEX uq_access_group_album ON access (group_id, album_id);
CREATE UNIQUE INDEX uq_access_group_gallery ON access (group_id, gallery_id) WHERE album_id IS NULL;
CREATE INDEX ix_access_request_gallery_id ON access_request (gallery_id);
CREATE INDEX ix_share_gallery_id ON share (gallery_id);
CREATE INDEX ix_share_album_id ON share (album_id);
CREATE INDEX ix_share_holder_share_id ON share_holder (share_id);
CREATE INDEX ix_share_holder_expires_at ON share_holder (expires_at);
CREATE UNIQUE INDEX uq_album_top ON album (gallery_id) WHERE parent_id IS NULL;
CREATE INDEX ix_album_parent_id ON album (parent_id);
CREATE INDEX ix_image_album_rank ON image (album_id, rank, time, sort_key, id);
CREATE INDEX ix_deletion_gallery_id ON deletion (gallery_id);
CREATE INDEX ix_deleted_folder_gallery_id ON deleted_folder (gallery_id);
CREATE INDEX ix_deleted_folder_album_id ON deleted_folder (album_id);
CREATE INDEX ix_deleted_folder_deletion_id ON deleted_folder (deletion_id);
CREATE INDEX ix_audit_gallery_id ON audit (gallery_id, id);
CREATE INDEX ix_audit_at ON audit (at);
CREATE INDEX ix_letter_due_at ON letter (due_at);
CREATE INDEX ix_passkey_user_id ON passkey (user_id);
CREATE INDEX ix_spent_challenge_expires_at ON spent_challenge (expires_at);
CREATE INDEX ix_excluded_file_album_id ON excluded_file (album_id);
CREATE INDEX ix_job_album_id ON job (album_id);
CREATE INDEX ix_user_session_user_id ON user_session (user_id);
CREATE INDEX ix_user_session_expires_at ON user_session (expires_at);
CREATE INDEX ix_video_album_time ON video (album_id, time, sort_key, id);
CREATE INDEX ix_video_album_name ON video (album_id, sort_key, id);
CREATE INDEX ix_video_album_rank ON video (album_id, rank, time, sort_key, id);
CREATE INDEX ix_sync_report_gallery_id ON sync_report (gallery_id);
CREATE INDEX ix_former_content_album_id ON former_content (album_id);
CREATE INDEX ix_former_content_gallery_id ON former_content (gallery_id);
CREATE INDEX ix_former_content_owner_id ON former_content (owner_id);
CREATE INDEX ix_gallery_owner_id ON gallery (owner_id);
CREATE INDEX ix_noted_file_folder_id ON noted_file (folder_id);
CREATE INDEX ix_archive_gallery_id ON archive (gallery_id);
CREATE INDEX ix_archive_album_id ON archive (album_id);
CREATE INDEX ix_archive_seen_at ON archive (seen_at);
CREATE INDEX ix_archive_asker ON archive (asker, created_at);
CREATE UNIQUE INDEX uq_archive_current ON archive (album_id, digest) WHERE state IN ('wanted', 'building', 'ready');
CREATE INDEX ix_newer_version_owner_id ON newer_version (owner_id);
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('letter',0);
INSERT INTO "sqlite_sequence" VALUES('gallery',1);
COMMIT;
